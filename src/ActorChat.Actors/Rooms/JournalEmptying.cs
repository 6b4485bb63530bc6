using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Removes everything from a partition's journal that was written before the request. A trim leaves the last event, so an event without content is written
/// first.
/// </summary>
internal sealed class JournalEmptying
{
    private IActorRef? _asker;
    private bool _isMarked;
    private long _lastMark;

    /// <summary>Whether an event without content has to be written.</summary>
    public bool NeedsMark => _asker is not null && !_isMarked;

    public void Begin(IActorRef asker) => (_asker, _isMarked) = (asker, false);

    /// <summary>An event without content is in the journal.</summary>
    public void Marked(long sequenceNr)
    {
        _lastMark = sequenceNr;
        _isMarked = true;
    }

    /// <summary>Whether the journal can be trimmed up to the last mark, because the tables hold everything up to an offset.</summary>
    public bool IsDue(long projected) => _asker is not null && _isMarked && projected >= _lastMark;

    /// <summary>The journal was trimmed.</summary>
    public void Trimmed(long upTo)
    {
        if (IsDue(upTo + 1))
        {
            _asker.Tell(WriterCommands.Emptied.Instance);
            _asker = null;
        }
    }

    public void Failed(Exception cause)
    {
        _asker?.Tell(new Status.Failure(cause));
        _asker = null;
    }
}
