using System.Net.Http.Headers;
using ActorChat.Actors;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Composition;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>A whole server in this process with its operators' side: metrics and the admin interface.</summary>
internal sealed class OperatedServer : IAsyncDisposable
{
    public const string AdminToken = "the operators' own token, long enough";

    private readonly TestFolder _folder;
    private readonly bool _ownsFolder;
    private readonly ChatBackend _backend;
    private readonly ChatServer _server;
    private readonly OperationsServer _operations;

    private OperatedServer(TestFolder folder, bool ownsFolder, ChatBackend backend, ChatServer server, OperationsServer operations)
    {
        (_folder, _ownsFolder, _backend, _server, _operations) = (folder, ownsFolder, backend, server, operations);
        Urls = server.Addresses;
        Url = Urls.First();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Admin = new HttpClient { BaseAddress = new Uri(operations.Address!) };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    /// <summary>Its first address.</summary>
    public string Url { get; }

    /// <summary>The objects of the edge.</summary>
    public IServiceProvider Services => _server.Services;

    /// <summary>The file that overrides its settings.</summary>
    public string ConfigFile => _folder.PathOf("test.conf");

    public IReadOnlyCollection<string> Urls { get; }

    public HttpClient Http { get; }

    public HttpClient Admin { get; }

    public ChatBackend Backend => _backend;

    public static async Task<OperatedServer> StartAsync(string? adminToken = AdminToken, string settings = "", string urls = "http://127.0.0.1:0", Func<IChatActors, IChatActors>? door = null, INodes? nodes = null, TestFolder? kept = null)
    {
        var folder = kept ?? new TestFolder();
        var config = folder.Write("test.conf", $"{RunningServer.TestSettings}\nactorchat.metrics.listen = \"127.0.0.1:0\"\n{settings}");
        var read = ServerSettings.Load(new ServerEnvironment(urls, folder.PathOf("data"), config, adminToken));
        var backend = await ChatBackend.StartAsync(read, TimeProvider.System, door, nodes);
        var server = await ChatServer.StartAsync(read, backend);
        return new OperatedServer(folder, kept is null, backend, server, await OperationsServer.StartAsync(read, backend, server));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await _operations.DisposeAsync();
        await _server.DisposeAsync();
        await _backend.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}
