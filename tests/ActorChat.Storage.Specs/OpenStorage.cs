using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Settings;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage.Specs;

/// <summary>A storage with an actor system, both made like those of the server.</summary>
public class OpenStorage : IAsyncDisposable
{
    protected OpenStorage(ChatStorage storage, IStorageEngine engine)
    {
        (Storage, Engine) = (storage, engine);
        var config = ConfigurationFactory.ParseString("akka { loglevel = WARNING, stdout-loglevel = OFF }").WithFallback(storage.AkkaConfig);
        System = ActorSystem.Create("storage", storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(config)));
        Tables = storage.StartTables(System);
    }

    public ChatStorage Storage { get; }

    public IStorageEngine Engine { get; }

    public ActorSystem System { get; }

    public IRoomTables Tables { get; }

    public static OpenStorage Start(ChatStorage storage, IStorageEngine engine) => new(storage, engine);

    /// <summary>The settings of <c>hocon.conf</c>, with some of them replaced.</summary>
    public static StorageSettings Settings(string overrides = "") =>
        StorageSettings.From(new SettingsReader(ConfigurationFactory.ParseString("actorchat {" + overrides + "}")
            .WithFallback(EnvironmentValues.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"))))));

    /// <summary>Registers users.</summary>
    public async Task RegisterAsync(params string[] logins)
    {
        foreach (var login in logins)
        {
            Assert.True(await Storage.Accounts.RegisterAsync(Login.FromStored(login), "hash"));
        }
    }

    /// <summary>A token of a user, who is registered if need be, with the password's hash "hash".</summary>
    public async Task<IssuedToken> IssueAsync(Login login)
    {
        await Storage.Accounts.RegisterAsync(login, "hash");
        return (await Storage.Tokens.IssueAsync(await VerifiedAsync(login)))!;
    }

    /// <summary>What a password of a user is checked against at this moment.</summary>
    public async Task<Credentials> VerifiedAsync(Login login) => (await Storage.Accounts.FindForLoginAsync(login))!;

    /// <summary>Writes a partition's journal into the tables.</summary>
    public async Task ProjectAsync(IReadOnlyList<RoomBatch> batches)
    {
        for (var i = 0; i < batches.Count; i++)
        {
            Tables.Project(0, i + 1, batches[i], ActorRefs.Nobody);
        }

        await Tables.OffsetAsync(0);
    }

    public async Task StopAsync()
    {
        await System.Terminate();
        await Storage.DisposeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }
}
