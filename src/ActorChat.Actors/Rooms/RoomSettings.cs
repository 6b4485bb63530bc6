using ActorChat.Actors.Common;
using ActorChat.Settings;

namespace ActorChat.Actors.Rooms;

/// <summary>The settings under <c>actorchat.rooms</c>; <c>hocon.conf</c> gives the reasons.</summary>
public sealed record RoomSettings(
    int Partitions,
    TimeSpan IdleTimeout,
    int LatestMessages,
    int MaxClientIdFilterBytes,
    int MaxWaitingWhileWaking,
    int MaxWaitingWhileMoving,
    TimeSpan MovingTimeout,
    int MaxPendingAppends,
    int MaxUnprojectedBatches,
    int MaxBatch,
    int TrimEveryEvents,
    TimeSpan RestartBackoffMin,
    TimeSpan RestartBackoffMax,
    TimeSpan HandOverTimeout,
    TimeSpan PartingTimeout,
    TimeSpan LeaseRenewEvery,
    int MaxBlocksOfUser,
    RoomRules Rules,
    PageSettings Page)
{
    public static RoomSettings From(SettingsReader settings)
    {
        var read = new RoomSettings(
            Partitions: PartitionCount.From(settings),
            IdleTimeout: settings.Duration("rooms.idle-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            LatestMessages: settings.Whole("rooms.latest-messages", 1, 1000),
            MaxClientIdFilterBytes: (int)settings.Bytes("rooms.client-id-filter", 1024, 1 << 26),
            MaxWaitingWhileWaking: settings.Whole("rooms.waiting-while-waking", 1, 100_000),
            MaxWaitingWhileMoving: settings.Whole("rooms.waiting-while-moving", 0, 1_000_000),
            MovingTimeout: settings.Duration("rooms.moving-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            MaxPendingAppends: settings.Whole("rooms.pending-appends", 1, 1_000_000),
            MaxUnprojectedBatches: settings.Whole("projection.batches-per-partition", 1, 10_000),
            MaxBatch: settings.Whole("rooms.batch", 1, 100_000),
            TrimEveryEvents: settings.Whole("journal.trim-every", 1, 100_000_000),
            RestartBackoffMin: settings.Duration("rooms.restart-backoff-min", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            RestartBackoffMax: settings.Duration("rooms.restart-backoff-max", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            HandOverTimeout: settings.Duration("rooms.hand-over-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            PartingTimeout: settings.Duration("rooms.parting-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
            LeaseRenewEvery: settings.Duration("rooms.lease-renew-every", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
            MaxBlocksOfUser: settings.Whole("rooms.blocks-per-user", 0, 100_000),
            Rules: new RoomRules(settings.OptionalDuration("rooms.edit-window", TimeSpan.Zero, RoomRules.MaxAge), settings.OptionalDuration("rooms.delete-window", TimeSpan.Zero, RoomRules.MaxAge), settings.Switch("rooms.delivered"), settings.OptionalDuration("retention", RoomRules.MinRetention, RoomRules.MaxAge)),
            Page: PageSettings.From(settings));
        settings.InOrder("rooms.restart-backoff-min", read.RestartBackoffMin, "rooms.restart-backoff-max", read.RestartBackoffMax);
        return read;
    }
}
