using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Decides that a slow reader is closed: a client that took nothing for a while of what waits for it, while pages that it requested wait too.
/// </summary>
internal sealed class SlowReader(PageTurns pages, TimeSpan patience, SessionTimers timers)
{
    /// <summary>Sent to the session when the time is up.</summary>
    public sealed record Look(long Progress) : INoSerializationVerificationNeeded;

    private bool _isWatched;

    /// <summary>Starts to watch the reader, unless it is watched already.</summary>
    public void Watch()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            timers.TellAfter(patience, new Look(pages.Progress));
        }
    }

    /// <summary>Whether the reader took nothing since then; this ends the watch.</summary>
    public bool TookNothing(Look look)
    {
        _isWatched = false;
        return pages.AnyWaits && pages.Progress == look.Progress;
    }
}
