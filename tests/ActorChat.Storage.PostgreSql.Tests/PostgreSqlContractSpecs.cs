using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;

namespace ActorChat.Storage.PostgreSql.Tests;

// The PostgreSQL engine passes the tests for every engine.

public sealed class PostgreSqlAccountSpecs : AccountContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlTokenSpecs : TokenContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlPresenceSpecs : PresenceContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlChatListSpecs : ChatListContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlLiveSettingsSpecs : LiveSettingsContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlRetentionSpecs : RetentionContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlExportSpecs : ExportContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlRoomTablesSpecs : RoomTablesContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlJournalSpecs : JournalContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlProjectionSpecs : ProjectionContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlErasureSpecs : ErasureContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlChangeSpecs : ChangeContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlSyncSpecs : SyncContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}

public sealed class PostgreSqlCopySpecs : CopyContract
{
    protected override IEngineHome MakeHome() => new PostgreSqlHome();
}
