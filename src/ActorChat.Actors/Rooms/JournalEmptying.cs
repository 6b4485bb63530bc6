using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Rids a partition's journal of all that was written before somebody asked for it. A trim leaves the last event, and the journal
/// keeps the one before it as a mark of what was deleted: so two events without content are written first.
/// </summary>
internal sealed class JournalEmptying
{
    private const int Marks = 2;

    private IActorRef? _asker;
    private int _marksToWrite;
    private long _lastMark;

    /// <summary>Whether an event without content is to be written.</summary>
    public bool NeedsMark => _asker is not null && _marksToWrite > 0;

    public void Begin(IActorRef asker) => (_asker, _marksToWrite) = (asker, Marks);

    /// <summary>An event without content is in the journal.</summary>
    public void Marked(long sequenceNr)
    {
        _lastMark = sequenceNr;
        _marksToWrite--;
    }

    /// <summary>Whether the journal can be trimmed up to the last mark, now that the tables hold all up to an offset.</summary>
    public bool IsDue(long projected) => _asker is not null && _marksToWrite <= 0 && projected >= _lastMark;

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
