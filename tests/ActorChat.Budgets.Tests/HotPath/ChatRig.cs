using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;
using ActorChat.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Sqlite;
using Akka.Actor;
using Akka.Configuration;

namespace ActorChat.Budgets.HotPath;

/// <summary>
/// A server without sockets: the storage in a temporary folder, the actor system, and users whose frames go through the gateway's parser and whose events go
/// through its rendering. For a message it does what the server does between two sockets.
/// </summary>
public sealed class ChatRig : IAsyncDisposable
{
    private const string Overlay = """
        actorchat.passwords.memory = 64KiB
        actorchat.passwords.iterations = 1
        actorchat.passwords.waiting = 10000
        actorchat.sessions.requests-in-flight = 1000
        akka.loglevel = WARNING
        """;

    private readonly string _folder;
    private readonly ChatStorage _storage;
    private readonly ActorSystem _system;

    private ChatRig(string folder, ChatStorage storage, ActorSystem system, RigUser[] users) =>
        (_folder, _storage, _system, Users) = (folder, storage, system, users);

    /// <summary>The users; those at 2n and 2n + 1 share a room that both have joined.</summary>
    internal RigUser[] Users { get; }

    public static async Task<ChatRig> StartAsync(int pairs)
    {
        var folder = Directory.CreateTempSubdirectory("actorchat-rig-").FullName;
        var config = ConfigurationFactory.ParseString(Overlay)
            .WithFallback(EnvironmentValues.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "hocon.conf"))));
        var reader = new SettingsReader(config);
        var (limits, rooms, sessions) = (LengthSettings.From(reader), RoomSettings.From(reader), SessionSettings.From(reader));
        var storage = await SqliteStorage.OpenAsync(folder, StorageSettings.From(reader), TimeProvider.System);
        var system = ActorSystem.Create("rig", storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(config.WithFallback(SessionMailbox.Definition).WithFallback(storage.AkkaConfig))));
        var actors = ChatActors.Start(system, storage.StartTables(system), storage.UserChats, storage.Accounts, rooms, sessions, TimeProvider.System);
        await actors.WhenReadyAsync(CancellationToken.None);
        return new ChatRig(folder, storage, system, await OpenUsersAsync(actors, storage, limits, pairs));
    }

    /// <summary>Every user sends so many messages, so many at a time; completes when all are answered and shown.</summary>
    public async Task ChatAsync(int messagesEach, int window, bool withClientIds)
    {
        await Task.WhenAll(Users.Select(user => user.SendAsync(messagesEach, window, withClientIds)));
        await Task.WhenAll(Users.Select(user => user.WhenShownAsync()));
    }

    /// <summary>Every user asks so many times for the newest page of the room, one at a time.</summary>
    public Task ReadAsync(int pagesEach) => Task.WhenAll(Users.Select(user => user.ReadAsync(pagesEach)));

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RigUser[]> OpenUsersAsync(ChatActors actors, ChatStorage storage, LengthSettings limits, int pairs)
    {
        var logins = Enumerable.Range(0, pairs * 2).Select(number => Login.FromStored($"user-{number:0000}")).ToArray();
        await Task.WhenAll(logins.Select(login => storage.Accounts.RegisterAsync(login, "no hash")));
        var rendered = new RenderedMessages();
        var users = logins.Select((login, index) => new RigUser(login, logins[index ^ 1], limits, rendered)).ToArray();
        for (var index = 0; index < users.Length; index++)
        {
            users[index].Companion = users[index ^ 1];
            var opened = (SessionDirectory.SessionOpened)await actors.OpenSessionAsync(logins[index], $"token-{index}", long.MaxValue, $"sid-{index}", users[index]);
            await users[index].StartAsync(opened.Session);
        }

        return users;
    }
}
