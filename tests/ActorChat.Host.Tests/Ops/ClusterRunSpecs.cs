using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Ops;

/// <summary><c>ops/cluster/run</c> with real nodes.</summary>
public sealed class ClusterRunSpecs
{
    [Fact]
    public async Task Three_nodes_serve_an_unchanged_client_by_every_transport_before_and_after_one_is_killed_and_started_again()
    {
        await using var cluster = await RunningCluster.StartAsync(nodes: 3);
        await ChatAsync(cluster, "polling", "websocket", "upgrade");
        await LogOutAsync(cluster);
        var killed = await cluster.ProcessOfAsync("node-1");
        RunningCluster.Kill(killed);
        await cluster.ProcessOfAsync("node-1", notAnyMore: killed);
        await cluster.AllReadyAsync();
        await ChatAsync(cluster, "polling", "websocket", "upgrade");
    }

    /// <summary>The first signal lets the nodes leave one after the other; a second one cuts that short.</summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    public async Task A_signal_ends_it_and_all_that_it_has_started(int nodes, int signals)
    {
        await using var cluster = await RunningCluster.StartAsync(nodes);
        var children = cluster.Children;
        Assert.Equal(nodes + 2, children.Count);
        Assert.Equal(0, await cluster.StopAsync(signals));
        Assert.DoesNotContain(children, child => Directory.Exists($"/proc/{child}"));
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port 0")]
    [InlineData("--port x")]
    [InlineData("--nodes 0")]
    [InlineData("--nodes 10")]
    [InlineData("--nodes 1 --nodes 2")]
    [InlineData("--node 3")]
    [InlineData("3")]
    public async Task Other_arguments_are_refused_with_the_usage(string arguments)
    {
        using var process = Process.Start(RunningCluster.Start(arguments.Split(' ')))!;
        Assert.Contains("usage: ops/cluster/run [--port P] [--data DIR] [--nodes N]", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
    }

    /// <summary>A token that one node has ended is refused by all when the answer comes.</summary>
    private static async Task LogOutAsync(RunningCluster cluster)
    {
        var nodes = cluster.Nodes;
        using var http = new HttpClient { BaseAddress = nodes[0] };
        var alice = await TestUser.RegisterAsync(http, $"alice-{Guid.NewGuid():N}"[..20]);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", alice.Token);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], await StatusesAsync());
        using var ended = await http.PostAsync(new Uri(nodes[1], "/logout"), null);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], await StatusesAsync());

        async Task<HttpStatusCode[]> StatusesAsync() => await Task.WhenAll(nodes.Select(async node =>
        {
            using var answer = await http.GetAsync(new Uri(node, "/get-all-chats"));
            return answer.StatusCode;
        }));
    }

    private static async Task ChatAsync(RunningCluster cluster, params string[] transports)
    {
        foreach (var transport in transports)
        {
            var (exitCode, output) = await ClientScripts.RunAsync("node", [Path.Combine(ClientScripts.Folder, "chat.js"), cluster.Url, transport, $"{transport}-{Guid.NewGuid():N}"[..20]]);
            Assert.True(exitCode == 0 && output.EndsWith("ok\n", StringComparison.Ordinal), output);
        }
    }
}
