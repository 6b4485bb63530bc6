using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Composition;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>A whole server in this process, with its own port and folder, that can be stopped and started again.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    /// <summary>A cheap hash: the tests log in often, and protect nothing.</summary>
    public const string TestSettings = """
        actorchat.passwords { memory = 64KiB, iterations = 1 }
        actorchat.log.level = error
        """;

    private readonly TestFolder _folder = new();
    private ChatBackend? _backend;
    private ChatServer? _server;

    /// <summary>HOCON over the test's settings; set it before the start.</summary>
    public string Settings { get; set; } = "";

    /// <summary>The connection string of its PostgreSQL database; null for SQLite. Set it before the start.</summary>
    public string? PostgreSql { get; set; }

    /// <summary>The folder of its databases.</summary>
    public string DataFolder => _folder.PathOf("data");

    public string Url { get; private set; } = "";

    internal ChatBackend Backend => _backend!;

    public HttpClient Http { get; private set; } = new();

    public async Task InitializeAsync()
    {
        var config = _folder.Write("test.conf", TestSettings + "\n" + Settings + (PostgreSql is null ? "" : "\nactorchat.storage = postgresql"));
        var settings = ServerSettings.Load(new ServerEnvironment("http://127.0.0.1:0", _folder.PathOf("data"), config, PostgreSql: PostgreSql));
        _backend = await ChatBackend.StartAsync(settings, TimeProvider.System);
        _server = await ChatServer.StartAsync(settings, _backend);
        Url = _server.Addresses.Single();
        Http.Dispose();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public async Task StopAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_backend?.DisposeAsync() ?? ValueTask.CompletedTask);
        (_server, _backend) = (null, null);
    }

    /// <summary>Starts it again on the same data, with other settings if they are given.</summary>
    public async Task RestartAsync(string? settings = null)
    {
        await StopAsync();
        Settings = settings ?? Settings;
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    /// <summary>A new user with a token; the login is unique within this server.</summary>
    public Task<TestUser> RegisterAsync(string name) => TestUser.RegisterAsync(Http, $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)]);
}

/// <summary>A registered user and the token it logged in with.</summary>
public sealed record TestUser(string Login, string Token)
{
    public const string Password = "correct horse";

    public static async Task<TestUser> RegisterAsync(HttpClient http, string login)
    {
        using var registered = await http.PostAsJsonAsync("/registr", new { login, password = Password });
        registered.EnsureSuccessStatusCode();
        return await LogInAsync(http, login);
    }

    public static async Task<TestUser> LogInAsync(HttpClient http, string login)
    {
        using var answer = await http.PostAsJsonAsync("/login", new { login, password = Password });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new TestUser(login, body.GetProperty("token").GetString()!);
    }
}
