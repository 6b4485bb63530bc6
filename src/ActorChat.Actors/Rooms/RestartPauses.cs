using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// How long a partition that failed waits before it starts again. With a journal that can be read but not written, it opens each time. So it counts as healthy
/// again only after it has stayed open for a while.
/// </summary>
internal sealed class RestartPauses(RoomServices services)
{
    private readonly Backoff _backoff = new(services.Settings.RestartBackoffMin, services.Settings.RestartBackoffMax);
    private int _failures;
    private long? _openSince;

    public void Opened() => _openSince = services.Clock.GetTimestamp();

    /// <summary>It has failed; returns the pause.</summary>
    public TimeSpan Failed()
    {
        if (_openSince is { } since && services.Clock.GetElapsedTime(since) >= _backoff.Longest)
        {
            _failures = 0;
        }

        _openSince = null;
        return _backoff.Pause(++_failures, services.Chance());
    }
}
