using ActorChat.Host.Composition;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>A server that is restarted on the same folder with other settings.</summary>
internal sealed class RestartedServer(TestFolder folder) : IAsyncDisposable
{
    private ChatBackend? _backend;
    private ChatServer? _server;
    private HttpClient? _http;

    /// <summary>The folder of its databases.</summary>
    public string DataFolder => folder.PathOf("data");

    public string Url { get; private set; } = "";

    /// <summary>Stops the running server and starts one with the settings.</summary>
    public async Task<HttpClient> StartAsync(string settings)
    {
        await DisposeAsync();
        var config = folder.Write("test.conf", RunningServer.TestSettings + "\n" + settings);
        var read = ServerSettings.Load(new ServerEnvironment("http://127.0.0.1:0", DataFolder, config));
        _backend = await ChatBackend.StartAsync(read, TimeProvider.System);
        _server = await ChatServer.StartAsync(read, _backend);
        Url = _server.Addresses.Single();
        return _http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_backend?.DisposeAsync() ?? ValueTask.CompletedTask);
        (_http, _server, _backend) = (null, null, null);
    }
}
