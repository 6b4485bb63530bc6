using System.Collections.Immutable;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What a partition's rooms append during a write: the next batch, in order of arrival.</summary>
internal sealed class GatheredAppends(int maxBatch)
{
    private readonly List<RoomEvent> _events = [];
    private List<(IActorRef Room, int Count)> _appenders = [];

    public bool IsEmpty => _events.Count == 0;

    /// <summary>How many appends wait, each with one or two events.</summary>
    public int Count => _appenders.Count;

    public void Add(WriterCommands.Append append, IActorRef room)
    {
        _events.Add(append.First);
        if (append.Second is not null)
        {
            _events.Add(append.Second);
        }

        _appenders.Add((room, append.Count));
    }

    /// <summary>Takes what fits into one batch; the two events of one append stay together.</summary>
    public (ImmutableArray<RoomEvent> Events, List<(IActorRef Room, int Count)> Appenders) Take()
    {
        var (events, appenders) = (_events, _appenders);
        if (events.Count <= maxBatch)
        {
            _appenders = [];
            var all = events.ToImmutableArray();
            events.Clear();
            return (all, appenders);
        }

        var (taken, count) = (0, 0);
        while (taken < appenders.Count && (taken == 0 || count + appenders[taken].Count <= maxBatch))
        {
            count += appenders[taken++].Count;
        }

        _appenders = appenders.GetRange(taken, appenders.Count - taken);
        appenders.RemoveRange(taken, appenders.Count - taken);
        var first = events.GetRange(0, count).ToImmutableArray();
        events.RemoveRange(0, count);
        return (first, appenders);
    }
}
