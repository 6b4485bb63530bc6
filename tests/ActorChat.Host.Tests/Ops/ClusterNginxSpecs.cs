using System.Net;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorChat.Host.Tests.Ops;

/// <summary>
/// How <c>ops/nginx/actorchat-cluster.conf</c> chooses a node: the file as it is, but for TLS, names and ports, before three stand-ins that say who they are.
/// </summary>
public sealed class ClusterNginxSpecs : IAsyncLifetime
{
    private const string Handshake = "/socket.io/?EIO=4&transport=polling";

    private readonly WebApplication[] _nodes = new WebApplication[3];
    private readonly int[] _ports = new int[3];
    private readonly TaskCompletionSource _never = new();
    private TestedNginx _nginx = null!;
    private HttpClient _http = null!;

    /// <summary>The node that refuses handshakes because it stops.</summary>
    private int? _stops;

    /// <summary>The node that answers nothing.</summary>
    private int? _hangs;

    [Theory]
    [InlineData("node-1.abc", "node-1")]
    [InlineData("node-2.abc", "node-2")]
    [InlineData("node-3.a-b_c", "node-3")]
    public async Task A_session_reaches_its_node_by_every_request(string sid, string node)
    {
        Assert.Equal(node, await GetAsync($"{Handshake}&sid={sid}"));
        Assert.Equal(node, await GetAsync($"/socket.io/?EIO=4&sid={sid}&transport=polling"));
        using var posted = await _http.PostAsync($"{Handshake}&sid={sid}", new StringContent("3"));
        Assert.Equal(node, await posted.Content.ReadAsStringAsync());
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, $"/socket.io/?EIO=4&transport=websocket&sid={sid}");
        upgrade.Headers.Connection.Add("upgrade");
        upgrade.Headers.Upgrade.ParseAdd("websocket");
        using var answer = await _http.SendAsync(upgrade);
        Assert.Equal(node + " websocket", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("node-4.abc")]
    [InlineData("abc")]
    [InlineData("xnode-1.abc")]
    public async Task A_session_of_a_node_that_is_not_there_is_answered_by_some_node(string sid) =>
        Assert.StartsWith("node-", await GetAsync($"{Handshake}&sid={sid}"), StringComparison.Ordinal);

    [Fact]
    public async Task Whatever_has_no_session_goes_to_all_nodes_in_turn()
    {
        var answered = new HashSet<string>();
        for (var asked = 0; asked < 9; asked++)
        {
            answered.Add(await GetAsync(asked % 2 == 0 ? Handshake : "/get-all-chats"));
        }

        Assert.Equal(3, answered.Count);
    }

    [Fact]
    public async Task Sessions_of_a_node_that_is_down_are_answered_by_another_and_nobody_else_notices()
    {
        await _nodes[1].StopAsync();
        IsOneOf(await GetAsync($"{Handshake}&sid=node-2.abc"), "node-1", "node-3");
        for (var asked = 0; asked < 9; asked++)
        {
            IsOneOf(await GetAsync(Handshake), "node-1", "node-3");
        }
    }

    [Fact]
    public async Task A_node_that_stops_keeps_its_sessions_and_gets_no_new_ones()
    {
        _stops = 2;
        for (var asked = 0; asked < 6; asked++)
        {
            IsOneOf(await GetAsync(Handshake), "node-1", "node-3");
        }

        Assert.Equal("node-2", await GetAsync($"{Handshake}&sid=node-2.abc"));
    }

    [Fact]
    public async Task A_handshake_that_a_hanging_node_does_not_answer_goes_to_another()
    {
        _hangs = 3;
        for (var asked = 0; asked < 4; asked++)
        {
            IsOneOf(await GetAsync(Handshake), "node-1", "node-2");
        }
    }

    public async Task InitializeAsync()
    {
        for (var node = 0; node < _nodes.Length; node++)
        {
            _nodes[node] = StandIn(node + 1);
            await _nodes[node].StartAsync();
            _ports[node] = new Uri(_nodes[node].Urls.Single()).Port;
        }

        var port = FreePort.Take();
        _nginx = await TestedNginx.StartAsync(await SiteAsync(port), port);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public async Task DisposeAsync()
    {
        _never.TrySetResult();
        _http.Dispose();
        await _nginx.DisposeAsync();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<string> SiteAsync(int port)
    {
        var site = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "ops", "nginx", "actorchat-cluster.conf"));
        foreach (var (theirs, ours) in new[]
        {
            ("listen 443 ssl http2;", $"listen 127.0.0.1:{port};"),
            ("listen 80;", $"listen unix:{Path.GetTempPath()}actorchat-{port}.sock;"),
            ("ssl_", "# ssl_"),
            ("10.0.0.11:8080", $"127.0.0.1:{_ports[0]}"),
            ("10.0.0.12:8080", $"127.0.0.1:{_ports[1]}"),
            ("10.0.0.13:8080", $"127.0.0.1:{_ports[2]}"),
        })
        {
            Assert.Contains(theirs, site, StringComparison.Ordinal);
            site = site.Replace(theirs, ours, StringComparison.Ordinal);
        }

        return site;
    }

    private WebApplication StandIn(int number)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            if (_hangs == number)
            {
                await _never.Task;
            }

            var opens = http.Request.Path == "/socket.io/" && !http.Request.Query.ContainsKey("sid");
            http.Response.StatusCode = _stops == number && opens ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            await http.Response.WriteAsync($"node-{number}{(http.Request.Headers.Upgrade.Count > 0 ? " " + http.Request.Headers.Upgrade : "")}");
        });
        return app;
    }

    private static void IsOneOf(string answered, params IEnumerable<string> nodes) => Assert.Contains(answered, nodes);

    private async Task<string> GetAsync(string url)
    {
        using var answer = await _http.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
