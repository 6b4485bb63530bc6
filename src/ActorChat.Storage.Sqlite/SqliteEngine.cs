using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Accounts;
using ActorChat.Storage.Sqlite.Journal;
using ActorChat.Storage.Sqlite.Projection;
using ActorChat.Storage.Sqlite.Rooms;
using Akka.Actor.Setup;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite;

/// <summary>The storage engine on the two SQLite files of a data folder, which are open and locked.</summary>
internal sealed class SqliteEngine : IStorageEngine
{
    /// <summary>
    /// How often it is saved how far the journal has come. A backup that is copied over the files within this time after it was taken is not noticed.
    /// </summary>
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(5);

    private readonly DatabaseFiles _files;
    private readonly JournalThread _journal;
    private readonly JournalWrites _writes;
    private readonly ITimer _marks;

    public SqliteEngine(string folder, DatabaseFiles files, StorageSettings settings, TimeProvider clock)
    {
        (Place, _files) = (Path.GetFullPath(folder), files);
        _journal = new JournalThread(settings.Journal.MaxWaiting);
        _writes = new JournalWrites(_journal, files.JournalPath, settings.Journal.MaxWaiting, settings.Journal.CheckpointBytes, clock);
        Accounts = new AccountTable(files);
        Tokens = new TokenTable(files);
        Rooms = new RoomQueries(files);
        ChatLists = new ChatListQueries(files);
        UserChats = new UserChatQueries(files);
        Export = new ExportQueries(files);
        Retention = new RetentionQueries(files);
        Projection = new ProjectionTables(files);
        Erasure = new ErasureTables(files, _writes);
        LiveSettings = new LiveSettings(files);
        Probe = new WriteProbe(files, _journal, settings.Journal.CheckpointBytes);
        JournalSetup = JournalPlugin.SetupFor(files.JournalPath, new JournalConnections(_journal, settings.Journal.CheckpointBytes));
        _marks = Background.StartTimer(clock, Mark, MarkEvery, MarkEvery);
    }

    public string Place { get; }

    public string Epoch => _files.Epoch.Value;

    public string? EpochRenewed => _files.Epoch.Renewed;

    public string? Warning => _files.Warning;

    public IAccountTable Accounts { get; }

    public ITokenTable Tokens { get; }

    public IRoomQueries Rooms { get; }

    public IChatListQueries ChatLists { get; }

    public IUserChatQueries UserChats { get; }

    public IExportQueries Export { get; }

    public IRetentionQueries Retention { get; }

    public IProjectionTables Projection { get; }

    public IJournalWrites Journal => _writes;

    public IErasureTables Erasure { get; }

    public ILiveSettings LiveSettings { get; }

    public IWriteProbe Probe { get; }

    /// <summary>The folder's lock lets no second process in.</summary>
    public IPartitionLeases? Leases => null;

    public ILivingProcesses? Processes => null;

    public Config JournalConfig => JournalPlugin.Config;

    public Setup JournalSetup { get; }

    internal JournalWrites Writes => _writes;

    internal DatabaseFiles Files => _files;

    public async ValueTask DisposeAsync()
    {
        await _marks.DisposeAsync();
        Mark();
        await _files.DisposeAsync();
        await _writes.DisposeAsync();
        _journal.Dispose();
        SqliteConnection.ClearPool(JournalPlugin.Connection(_files.JournalPath));
    }

    private void Mark() => _files.Epoch.Reached(_writes.Position);
}
