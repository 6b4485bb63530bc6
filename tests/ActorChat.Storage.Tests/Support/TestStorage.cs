using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Settings;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage.Tests.Support;

/// <summary>A storage on a temporary folder with an actor system, both made like those of the server.</summary>
public sealed class TestStorage : IAsyncDisposable
{
    private readonly TempFolder? _owned;

    private TestStorage(TempFolder folder, bool owned, SqliteEngine engine, ChatStorage storage, ActorSystem system)
    {
        (Folder, _owned, Engine, Storage, System) = (folder, owned ? folder : null, engine, storage, system);
        Tables = storage.StartTables(system);
    }

    public TempFolder Folder { get; }

    internal SqliteEngine Engine { get; }

    public ChatStorage Storage { get; }

    public ActorSystem System { get; }

    public IRoomTables Tables { get; }

    /// <summary>The settings of <c>hocon.conf</c>, with some of them replaced.</summary>
    public static StorageSettings Settings(string overrides = "") =>
        StorageSettings.From(new SettingsReader(ConfigurationFactory.ParseString("actorchat {" + overrides + "}")
            .WithFallback(ConfigurationFactory.ParseString("actorchat.passwords { memory = 1MiB, iterations = 1 }"))
            .WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"))))));

    public static async Task<TestStorage> StartAsync(TempFolder? folder = null, string overrides = "", TimeProvider? clock = null)
    {
        var used = folder ?? new TempFolder();
        var (settings, time) = (Settings(overrides), clock ?? TimeProvider.System);
        var engine = await SqliteStorage.OpenEngineAsync(used.Path, settings, time);
        var storage = await ChatStorage.OpenAsync(engine, settings, time);
        var config = ConfigurationFactory.ParseString("akka { loglevel = WARNING, stdout-loglevel = OFF }").WithFallback(storage.AkkaConfig);
        var system = ActorSystem.Create("storage", storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(config)));
        return new TestStorage(used, folder is null, engine, storage, system);
    }

    /// <summary>The rows of a query, each as text with <c>|</c> between its columns, as the sqlite3 shell prints them.</summary>
    public IReadOnlyList<string> Query(string sql, string file = "chat.db")
    {
        using var session = SqliteSession.OpenToRead(Folder.File(file));
        var read = session.Prepare(sql);
        var rows = new List<string>();
        while (read.Step())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, read.Columns).Select(column => read.TextOrNull(column) ?? "")));
        }

        return rows;
    }

    /// <summary>A token of a user, who is registered if needed, with the password hash "hash".</summary>
    public async Task<IssuedToken> IssueAsync(Login login)
    {
        await Storage.Accounts.RegisterAsync(login, "hash");
        return (await Storage.Tokens.IssueAsync(await VerifiedAsync(login)))!;
    }

    /// <summary>What a user's password is checked against at this moment.</summary>
    public async Task<Credentials> VerifiedAsync(Login login) => (await Storage.Accounts.FindForLoginAsync(login))!;

    public async Task StopAsync()
    {
        await System.Terminate();
        await Storage.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _owned?.Dispose();
    }
}
