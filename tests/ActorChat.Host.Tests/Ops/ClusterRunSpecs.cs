using System.Diagnostics;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Ops;

/// <summary><c>ops/cluster/run</c> with real nodes.</summary>
public sealed class ClusterRunSpecs
{
    private const int Nodes = 1;

    [Fact]
    public async Task It_serves_an_unchanged_client_by_every_transport_while_a_node_is_killed_and_started_again()
    {
        await using var cluster = await RunningCluster.StartAsync(Nodes);
        await ChatAsync(cluster, "polling", "websocket", "upgrade");
        var killed = await cluster.ProcessOfAsync("node-1");
        RunningCluster.Kill(killed);
        await cluster.ProcessOfAsync("node-1", notAnyMore: killed);
        await cluster.AnswersAsync();
        await ChatAsync(cluster, "websocket");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_signal_ends_it_and_all_that_it_has_started(int signals)
    {
        await using var cluster = await RunningCluster.StartAsync(Nodes);
        var children = cluster.Children;
        Assert.Equal(Nodes + 2, children.Count);
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

    private static async Task ChatAsync(RunningCluster cluster, params string[] transports)
    {
        foreach (var transport in transports)
        {
            var (exitCode, output) = await ClientScripts.RunAsync("node", [Path.Combine(ClientScripts.Folder, "chat.js"), cluster.Url, transport, $"{transport}-{Guid.NewGuid():N}"[..20]]);
            Assert.True(exitCode == 0 && output.EndsWith("ok\n", StringComparison.Ordinal), output);
        }
    }
}
