using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Decides that a slow reader is cut: a client that took nothing for a while of what waits for it, while pages that it asked for wait behind that.</summary>
internal sealed class SlowReader(PageTurns pages, TimeSpan patience, SessionTimers timers)
{
    /// <summary>Told to the session when the time is up.</summary>
    public sealed record Look(long Progress) : INoSerializationVerificationNeeded;

    private bool _isWatched;

    /// <summary>Watches the reader from now on, unless it is watched already.</summary>
    public void Watch()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            timers.TellAfter(patience, new Look(pages.Progress));
        }
    }

    /// <summary>Whether the reader took nothing since it is watched; the watch is over.</summary>
    public bool TookNothing(Look look)
    {
        _isWatched = false;
        return pages.AnyWaits && pages.Progress == look.Progress;
    }
}
