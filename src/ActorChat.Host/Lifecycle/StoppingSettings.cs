using ActorChat.Settings;

namespace ActorChat.Host.Lifecycle;

/// <summary>The settings under <c>actorchat.stopping</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record StoppingSettings(TimeSpan Notice, TimeSpan Spread, TimeSpan WaveEvery, int WaveLeast, TimeSpan Deadline, TimeSpan Requests)
{
    public static StoppingSettings From(SettingsReader settings)
    {
        var read = new StoppingSettings(
            Notice: settings.Duration("stopping.notice", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            Spread: settings.Duration("stopping.spread", TimeSpan.Zero, TimeSpan.FromHours(1)),
            WaveEvery: settings.Duration("stopping.wave-every", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            WaveLeast: settings.Whole("stopping.wave-least", 1, 1_000_000),
            Deadline: settings.Duration("stopping.deadline", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(2)),
            Requests: settings.Duration("stopping.requests", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)));
        return read.Notice + read.Spread <= read.Deadline
            ? read
            : throw SettingsReader.Bad("stopping.deadline", settings.Shown("stopping.deadline"), "at least stopping.notice and stopping.spread together");
    }

    /// <summary>How many sessions each wave takes, so that all have left when the spread is over.</summary>
    public int WaveOf(int sessions) => Math.Max(WaveLeast, (int)Math.Ceiling(sessions * Math.Min(1, WaveEvery / (Spread > WaveEvery ? Spread : WaveEvery))));
}
