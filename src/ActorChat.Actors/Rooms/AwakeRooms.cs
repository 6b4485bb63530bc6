using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// The awake rooms of a partition: wakes a room at its first request, and puts it to sleep when idle. Requests that come while it falls asleep wait until it
/// has ended or stays, so that no room lives twice.
/// </summary>
internal sealed class AwakeRooms(IActorContext partition, RoomSettings settings)
{
    public const int SweepsPerIdleTimeout = 4;

    private readonly Dictionary<RoomNumber, Room> _rooms = [];

    /// <summary>Every live actor, including those from before a failure.</summary>
    private readonly Dictionary<IActorRef, RoomNumber> _alive = [];
    private long _sweep;

    public int Count => _rooms.Count;

    public IEnumerable<RoomNumber> Numbers => _rooms.Keys;

    public bool AnyLives => _alive.Count > 0;

    public void Forward(RoomCommand command, IActorRef asker, RoomPartitionContext shared)
    {
        if (!_rooms.TryGetValue(command.Room, out var room))
        {
            room = new Room(Wake(command.Room, shared));
            _rooms.Add(command.Room, room);
        }

        room.UsedAt = _sweep;
        if (room.MeanwhileAsked is null)
        {
            room.Actor.Tell(command, asker);
        }
        else if (room.MeanwhileAsked.Count < settings.MaxWaitingWhileWaking)
        {
            room.MeanwhileAsked.Enqueue((command, asker));
        }
        else
        {
            asker.RefuseAsUnavailable(command.RequestId);
        }
    }

    /// <summary>Puts rooms to sleep that had no request for the idle time. Called a few times within that time.</summary>
    public void PutIdleToSleep()
    {
        _sweep++;
        foreach (var room in _rooms.Values)
        {
            if (_sweep - room.UsedAt > SweepsPerIdleTimeout)
            {
                PutToSleep(room);
            }
        }
    }

    /// <summary>The room of this actor does not exist.</summary>
    public void PutToSleep(IActorRef actor)
    {
        if (Find(actor) is { } room)
        {
            PutToSleep(room);
        }
    }

    /// <summary>A room that should sleep has something pending.</summary>
    public void Stay(IActorRef actor)
    {
        if (Find(actor) is { } room)
        {
            room.UsedAt = _sweep;
            SendMeanwhileAsked(room);
        }
    }

    /// <summary>A room has ended; it is woken again if somebody has asked meanwhile.</summary>
    public void Ended(IActorRef actor, RoomPartitionContext shared)
    {
        var room = Find(actor);
        if (!_alive.Remove(actor, out var number) || room is null)
        {
            return;
        }

        if (room.MeanwhileAsked is { Count: > 0 })
        {
            room.Actor = Wake(number, shared);
            SendMeanwhileAsked(room);
        }
        else
        {
            _rooms.Remove(number);
        }
    }

    /// <summary>A room has ended, and this partition does not wake it again in its current state.</summary>
    public void Forget(IActorRef actor) => _alive.Remove(actor);

    /// <summary>Sends something to every live room, including those that were given up.</summary>
    public void Tell(object order)
    {
        foreach (var room in _alive.Keys)
        {
            room.Tell(order);
        }
    }

    /// <summary>Gives up all rooms: each gets the order to end, and requests that wait for it are answered here.</summary>
    public void LeaveAll(object order, Action<IActorRef, RoomCommand> answer)
    {
        Tell(order);
        foreach (var room in _rooms.Values)
        {
            foreach (var (command, asker) in room.MeanwhileAsked ?? [])
            {
                answer(asker, command);
            }
        }

        _rooms.Clear();
    }

    private Room? Find(IActorRef actor) =>
        _alive.TryGetValue(actor, out var number) && _rooms.TryGetValue(number, out var room) && room.Actor.Equals(actor) ? room : null;

    private IActorRef Wake(RoomNumber number, RoomPartitionContext shared)
    {
        var actor = partition.Watch(partition.ActorOf(RoomActor.Props(number, shared)));
        _alive.Add(actor, number);
        return actor;
    }

    private void PutToSleep(Room room)
    {
        if (room.MeanwhileAsked is null)
        {
            room.MeanwhileAsked = new();
            room.Actor.Tell(RoomOrders.Sleep.Instance, partition.Self);
        }
    }

    private static void SendMeanwhileAsked(Room room)
    {
        foreach (var (command, asker) in room.MeanwhileAsked ?? [])
        {
            room.Actor.Tell(command, asker);
        }

        room.MeanwhileAsked = null;
    }

    private sealed class Room(IActorRef actor)
    {
        public IActorRef Actor { get; set; } = actor;

        /// <summary>The sweep during which it last had a request.</summary>
        public long UsedAt { get; set; }

        /// <summary>Requests that came while it was falling asleep; null while it is awake.</summary>
        public Queue<(RoomCommand Command, IActorRef Asker)>? MeanwhileAsked { get; set; }
    }
}
