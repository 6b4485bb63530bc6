using ActorChat.Storage.Specs;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

// The SQLite engine passes the tests for every engine. Another engine needs a home and these few lines.

public sealed class SqliteAccountSpecs : AccountContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteTokenSpecs : TokenContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqlitePresenceSpecs : PresenceContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteChatListSpecs : ChatListContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteLiveSettingsSpecs : LiveSettingsContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteRetentionSpecs : RetentionContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteExportSpecs : ExportContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteRoomTablesSpecs : RoomTablesContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteJournalSpecs : JournalContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteProjectionSpecs : ProjectionContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteErasureSpecs : ErasureContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteChangeSpecs : ChangeContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteSyncSpecs : SyncContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}

public sealed class SqliteCopySpecs : CopyContract
{
    protected override IEngineHome MakeHome() => new SqliteHome();
}
