using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>The requests of a session that a room has not replied to yet.</summary>
internal sealed class RequestsInFlight
{
    private readonly Dictionary<long, Request> _requests = [];
    private long _lastId = RoomCommand.Unasked;

    public bool IsEmpty => _requests.Count == 0;

    public long NextId() => ++_lastId;

    public void Add(RoomCommand command, RequestTag tag, long timestamp) => _requests.Add(command.RequestId, new Request(tag, command, timestamp));

    public Request? Find(long id) => _requests.TryGetValue(id, out var request) ? request : null;

    /// <summary>Of those requests whose room is one of these.</summary>
    public IEnumerable<long> IdsWhere(Func<RoomNumber, bool> room) => _requests.Where(entry => room(entry.Value.Command.Room)).Select(entry => entry.Key);

    /// <summary>The ids of those for which something holds, in no order.</summary>
    public IEnumerable<long> Ids(Func<long, bool> which) => _requests.Keys.Where(which);

    public Request? Take(long id) => _requests.Remove(id, out var request) ? request : null;

    public IReadOnlyList<Request> TakeOlderThan(TimeSpan age, TimeProvider clock)
    {
        var late = _requests.Where(entry => clock.GetElapsedTime(entry.Value.Since) >= age).ToList();
        foreach (var (id, _) in late)
        {
            _requests.Remove(id);
        }

        return [.. late.Select(entry => entry.Value)];
    }

    /// <summary>The connection ends: so does the recording of requests that will not be answered.</summary>
    public void AbandonAll()
    {
        Abandon(_requests.Values);
        _requests.Clear();
    }

    public static void Abandon(IEnumerable<Request> unanswered)
    {
        foreach (var request in unanswered)
        {
            request.Tag.Trace?.Abandoned();
        }
    }

    /// <param name="Tag">Where the answer goes.</param>
    /// <param name="Command">The command to the room.</param>
    /// <param name="Since">The clock's timestamp when the request came.</param>
    public readonly record struct Request(RequestTag Tag, RoomCommand Command, long Since)
    {
        /// <summary>Whether it may have stored something by the time it is late.</summary>
        public bool Stores => Command
            is RoomCommand.Post or RoomCommand.MarkRead or RoomCommand.MarkDelivered or RoomCommand.ChangeMessage or RoomCommand.Open or RoomCommand.SetBlock;

        /// <summary>Whether it is one of the requested pages.</summary>
        public bool IsPage => Command is RoomCommand.ReadHistory or RoomCommand.ReadChanges;
    }
}
