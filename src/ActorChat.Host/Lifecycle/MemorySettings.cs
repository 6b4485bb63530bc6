using ActorChat.Settings;

namespace ActorChat.Host.Lifecycle;

/// <summary>The settings under <c>actorchat.memory</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record MemorySettings(bool ReturnWhenIdle, TimeSpan Interval, long IdleBytes, long WorthBytes)
{
    public static MemorySettings From(SettingsReader settings) => new(
        ReturnWhenIdle: settings.Switch("memory.return-when-idle"),
        Interval: settings.Duration("memory.interval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        IdleBytes: settings.Bytes("memory.idle-below", 1024, 1L << 40),
        WorthBytes: settings.Bytes("memory.worth", 1024, 1L << 40));
}
