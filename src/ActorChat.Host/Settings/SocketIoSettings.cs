using ActorChat.Actors.Common;
using ActorChat.SocketIO;

namespace ActorChat.Host.Settings;

/// <summary>The knobs under <c>actorchat.socket-io</c>; <c>hocon.conf</c> gives each its reason.</summary>
internal sealed record SocketIoSettings(
    TimeSpan PingInterval,
    TimeSpan PingTimeout,
    TimeSpan UpgradeTimeout,
    TimeSpan ConnectTimeout,
    int MaxPayloadBytes,
    int MaxUnsentBytes,
    int MaxPacketsPerPoll)
{
    public static SocketIoSettings From(SettingsReader settings) => new(
        PingInterval: settings.Duration("socket-io.ping-interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        PingTimeout: settings.Duration("socket-io.ping-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        UpgradeTimeout: settings.Duration("socket-io.upgrade-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        ConnectTimeout: settings.Duration("socket-io.connect-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        MaxPayloadBytes: (int)settings.Bytes("socket-io.max-payload", 1024, 1 << 30),
        MaxUnsentBytes: (int)settings.Bytes("socket-io.max-unsent", 64 << 10, 1 << 30),
        MaxPacketsPerPoll: settings.Whole("socket-io.packets-per-poll", 1, 100_000));

    public void ApplyTo(SocketIOOptions options)
    {
        options.PingInterval = PingInterval;
        options.PingTimeout = PingTimeout;
        options.UpgradeTimeout = UpgradeTimeout;
        options.ConnectTimeout = ConnectTimeout;
        options.MaxPayloadBytes = MaxPayloadBytes;
        options.MaxUnsentBytes = MaxUnsentBytes;
        options.MaxPacketsPerPoll = MaxPacketsPerPoll;
    }
}
