using ActorChat.Settings;

namespace ActorChat.Storage;

/// <summary>The settings under <c>actorchat.postgresql</c>; <c>hocon.conf</c> gives the reasons.</summary>
public sealed record PostgreSqlSettings(
    TimeSpan StartWithin,
    int Readers,
    int Writers,
    int Replays,
    int MaxWaiting,
    TimeSpan CommandTimeout,
    TimeSpan LockTimeout,
    TimeSpan JournalTimeout,
    TimeSpan IdleTransactionTimeout,
    TimeSpan Keepalive)
{
    public static PostgreSqlSettings From(SettingsReader settings)
    {
        var read = new PostgreSqlSettings(
            StartWithin: settings.Duration("postgresql.start-within", TimeSpan.Zero, TimeSpan.FromHours(1)),
            Readers: settings.Whole("postgresql.readers", 1, 1000),
            Writers: settings.Whole("postgresql.writers", 1, 1000),
            Replays: settings.Whole("postgresql.replays", 1, 1000),
            MaxWaiting: settings.Whole("postgresql.waiting", 1, 1_000_000),
            CommandTimeout: settings.Duration("postgresql.command-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            LockTimeout: settings.Duration("postgresql.lock-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            JournalTimeout: settings.Duration("postgresql.journal-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            IdleTransactionTimeout: settings.Duration("postgresql.idle-in-transaction-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Keepalive: settings.Duration("postgresql.keepalive", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
        settings.InOrder("postgresql.lock-timeout", read.LockTimeout, "postgresql.command-timeout", read.CommandTimeout);
        return read;
    }
}
