using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Settings;

namespace ActorChat.Storage;

/// <summary>The settings of everything durable; <c>hocon.conf</c> gives the reasons.</summary>
/// <param name="Partitions">How many partitions the rooms have.</param>
/// <param name="Shared">Whether several processes share the storage: PostgreSQL instead of the embedded databases.</param>
/// <param name="Database">The embedded databases; its cache of accounts is for both.</param>
/// <param name="PostgreSql">The PostgreSQL database.</param>
/// <param name="Journal">The journal.</param>
/// <param name="Projection">The projection.</param>
/// <param name="Tokens">The access tokens.</param>
/// <param name="Page">The pages.</param>
public sealed record StorageSettings(
    int Partitions,
    bool Shared,
    DatabaseSettings Database,
    PostgreSqlSettings PostgreSql,
    JournalSettings Journal,
    ProjectionSettings Projection,
    TokenSettings Tokens,
    PageSettings Page)
{
    public static StorageSettings From(SettingsReader settings) => new(
        Partitions: PartitionCount.From(settings),
        Shared: settings.Choice("storage", PartitionCount.Embedded, PartitionCount.Shared) == PartitionCount.Shared,
        DatabaseSettings.From(settings),
        PostgreSqlSettings.From(settings),
        JournalSettings.From(settings),
        ProjectionSettings.From(settings),
        TokenSettings.From(settings),
        PageSettings.From(settings));
}

/// <summary>The settings under <c>actorchat.database</c>.</summary>
public sealed record DatabaseSettings(int Readers, int MaxWaitingReads, long WriteCacheBytes, long ReadCacheBytes, long MapBytes, long CheckpointBytes, long CheckUpToBytes, int AccountCache, int MaxWaitingWrites)
{
    public static DatabaseSettings From(SettingsReader settings) => new(
        Readers: settings.Whole("database.readers", 1, 64),
        MaxWaitingReads: settings.Whole("database.waiting-reads", 1, 1_000_000),
        WriteCacheBytes: settings.Bytes("database.write-cache", 1 << 20, 1L << 40),
        ReadCacheBytes: settings.Bytes("database.read-cache", 1 << 20, 1L << 40),
        MapBytes: settings.Bytes("database.map", 0, 1L << 40),
        CheckpointBytes: settings.Bytes("database.checkpoint", 1 << 20, 1L << 40),
        CheckUpToBytes: settings.Bytes("database.check-up-to", 0, 1L << 40),
        AccountCache: settings.Whole("database.account-cache", 1, 100_000_000),
        MaxWaitingWrites: settings.Whole("database.waiting-writes", 1, 1_000_000));
}

/// <summary>The settings under <c>actorchat.journal</c> that do not belong to the writers.</summary>
public sealed record JournalSettings(int MaxWaiting, long CheckpointBytes)
{
    public static JournalSettings From(SettingsReader settings) => new(
        MaxWaiting: settings.Whole("journal.waiting", 1, 1_000_000),
        CheckpointBytes: settings.Bytes("journal.checkpoint", 1 << 20, 1L << 40));
}

/// <summary>The settings under <c>actorchat.projection</c>.</summary>
public sealed record ProjectionSettings(int BatchesPerPartition, TimeSpan Gather, int MaxTransaction, TimeSpan RetryMin, TimeSpan RetryMax)
{
    public static ProjectionSettings From(SettingsReader settings)
    {
        var read = new ProjectionSettings(
            BatchesPerPartition: settings.Whole("projection.batches-per-partition", 1, 10_000),
            Gather: settings.Duration("projection.gather", TimeSpan.Zero, TimeSpan.FromSeconds(10)),
            MaxTransaction: settings.Whole("projection.transaction", 1, 1_000_000),
            RetryMin: settings.Duration("projection.retry-min", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            RetryMax: settings.Duration("projection.retry-max", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)));
        settings.InOrder("projection.retry-min", read.RetryMin, "projection.retry-max", read.RetryMax);
        return read;
    }
}

/// <summary>The settings under <c>actorchat.tokens</c>.</summary>
public sealed record TokenSettings(TimeSpan Lifetime, TimeSpan IdleLifetime, int Cache, TimeSpan SweepEvery)
{
    public static TokenSettings From(SettingsReader settings) => new(
        Lifetime: settings.Duration("tokens.lifetime", TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
        IdleLifetime: settings.Duration("tokens.idle-lifetime", TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
        Cache: settings.Whole("tokens.cache", 1, 100_000_000),
        SweepEvery: settings.Duration("tokens.sweep-every", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));
}
