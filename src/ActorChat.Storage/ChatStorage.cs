using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage;

/// <summary>
/// Everything durable, opened on one data folder: open it before the actor system, whose journal it configures; give it the
/// system to start the projection; dispose it after the system has ended.
/// </summary>
public sealed class ChatStorage : IAsyncDisposable
{
    private ChatStorage()
    {
    }

    /// <summary>Opens or makes the databases of a folder and locks it.</summary>
    /// <exception cref="StorageException">The folder cannot be used; nothing in it was touched.</exception>
    public static Task<ChatStorage> OpenAsync(string folder, StorageSettings settings, TimeProvider clock) => throw new NotSupportedException();

    public AccountStore Accounts => throw new NotSupportedException();

    public PasswordHasher Passwords => throw new NotSupportedException();

    public TokenService Tokens => throw new NotSupportedException();

    public ChatLists Chats => throw new NotSupportedException();

    /// <summary>Journal, snapshots and serializer, to be laid under the configuration of the actor system.</summary>
    public Config AkkaConfig => throw new NotSupportedException();

    /// <summary>What the journal takes that text cannot say; part of the set-up of the actor system.</summary>
    public Setup AkkaSetup => throw new NotSupportedException();

    /// <summary>Starts the projection in an actor system whose set-up has the two above; called once.</summary>
    public IRoomTables StartTables(ActorSystem system) => throw new NotSupportedException();

    /// <summary>How the storage fares right now; writes a probe where nothing was written lately.</summary>
    public Task<StorageHealth> CheckAsync() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
