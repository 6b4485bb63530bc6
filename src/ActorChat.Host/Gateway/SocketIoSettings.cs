using ActorChat.Settings;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>The settings under <c>actorchat.socket-io</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record SocketIoSettings(
    TimeSpan PingInterval,
    TimeSpan PingTimeout,
    TimeSpan UpgradeTimeout,
    TimeSpan ConnectTimeout,
    TimeSpan PollingCloseTimeout,
    int MaxPayloadBytes,
    int MaxUnsentBytes,
    int MaxUnsentBytesBeforeJoin,
    int MaxRefusedConnects,
    int MaxPacketsPerPoll)
{
    public static SocketIoSettings From(SettingsReader settings) => new(
        PingInterval: settings.Duration("socket-io.ping-interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        PingTimeout: settings.Duration("socket-io.ping-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        UpgradeTimeout: settings.Duration("socket-io.upgrade-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        ConnectTimeout: settings.Duration("socket-io.connect-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        PollingCloseTimeout: settings.Duration("socket-io.polling-close-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        MaxPayloadBytes: (int)settings.Bytes("socket-io.max-payload", 1024, 1 << 30),
        MaxUnsentBytes: (int)settings.Bytes("socket-io.max-unsent", 64 << 10, 1 << 30),
        MaxUnsentBytesBeforeJoin: (int)settings.Bytes("socket-io.max-unsent-before-join", 1 << 10, 64 << 10),
        MaxRefusedConnects: settings.Whole("socket-io.max-refused-connects", 1, 10_000),
        MaxPacketsPerPoll: settings.Whole("socket-io.packets-per-poll", 1, 100_000));

    public void ApplyTo(SocketIOOptions options)
    {
        options.PingInterval = PingInterval;
        options.PingTimeout = PingTimeout;
        options.UpgradeTimeout = UpgradeTimeout;
        options.ConnectTimeout = ConnectTimeout;
        options.PollingCloseTimeout = PollingCloseTimeout;
        options.MaxPayloadBytes = MaxPayloadBytes;
        options.MaxUnsentBytes = MaxUnsentBytes;
        options.MaxUnsentBytesBeforeJoin = MaxUnsentBytesBeforeJoin;
        options.MaxRefusedConnects = MaxRefusedConnects;
        options.MaxPacketsPerPoll = MaxPacketsPerPoll;
    }
}
