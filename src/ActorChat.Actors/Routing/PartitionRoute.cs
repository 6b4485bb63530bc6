using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>
/// The route to one room partition. While the partition has no owner, its requests are held, up to a number and a time; requests beyond these are refused as
/// unavailable. Held requests reach the next owner before any later ones, and those of each sender in their order.
/// </summary>
public sealed class PartitionRoute(int maxHeld, TimeSpan heldFor, TimeProvider clock)
{
    private readonly Lock _turn = new();
    private readonly List<(RoomCommand Command, IActorRef? Sender, long Since)> _held = [];
    private readonly Dictionary<IActorRef, long> _lastHeldOf = [];
    private IActorRef? _owner;
    private long _epoch;
    private long _ended;

    /// <summary>The highest announced epoch; 0 if there is none yet.</summary>
    public long Epoch
    {
        get
        {
            lock (_turn)
            {
                return _epoch;
            }
        }
    }

    /// <summary>Null while it has none.</summary>
    public IActorRef? Owner => Volatile.Read(ref _owner);

    public void Tell(RoomCommand command, IActorRef? sender)
    {
        if (Volatile.Read(ref _owner) is { } owner)
        {
            owner.Tell(command, sender);
        }
        else
        {
            Hold(command, sender);
        }
    }

    /// <summary>The partition has opened. The highest epoch wins, in whatever order the announcements come.</summary>
    public void Announce(long epoch, IActorRef owner)
    {
        lock (_turn)
        {
            if (epoch < _epoch || epoch <= _ended)
            {
                return;
            }

            _epoch = epoch;
            foreach (var (command, sender, _) in _held)
            {
                owner.Tell(command, sender);
            }

            _held.Clear();
            _lastHeldOf.Clear();
            Volatile.Write(ref _owner, owner);
        }
    }

    /// <summary>The partition of this epoch accepts no more requests.</summary>
    public void Withdraw(long epoch)
    {
        lock (_turn)
        {
            _ended = Math.Max(_ended, epoch);
            if (_epoch <= _ended)
            {
                Volatile.Write(ref _owner, null);
            }
        }
    }

    /// <summary>The way to an owner is lost: requests are held until one is announced, which may be the same.</summary>
    public void Lose(IActorRef owner)
    {
        lock (_turn)
        {
            if (owner.Equals(_owner))
            {
                Volatile.Write(ref _owner, null);
            }
        }
    }

    /// <summary>Refuses requests that were held for the maximum time.</summary>
    public void RefuseLate()
    {
        lock (_turn)
        {
            var refused = _held.RemoveAll(held =>
            {
                var isLate = clock.GetElapsedTime(held.Since) >= heldFor;
                if (isLate)
                {
                    held.Sender?.RefuseAsUnavailable(held.Command.RequestId);
                }

                return isLate;
            });
            if (refused > 0)
            {
                ForgetSenders();
            }
        }
    }

    /// <summary>Those of whom nothing is held any more.</summary>
    private void ForgetSenders()
    {
        var senders = _held.Select(held => held.Sender).ToHashSet();
        foreach (var sender in _lastHeldOf.Keys.Where(sender => !senders.Contains(sender)))
        {
            _lastHeldOf.Remove(sender);
        }
    }

    private void Hold(RoomCommand command, IActorRef? sender)
    {
        lock (_turn)
        {
            if (_owner is { } owner)
            {
                owner.Tell(command, sender);
            }
            else if (_held.Count >= maxHeld)
            {
                sender?.RefuseAsUnavailable(command.RequestId);
            }
            else
            {
                _held.Insert(PlaceOf(command, sender), (command, sender, clock.GetTimestamp()));
            }
        }
    }

    /// <summary>After all others; but a request that was <see cref="RoomReply.Moved"/> goes before those that its sender has sent since.</summary>
    private int PlaceOf(RoomCommand command, IActorRef? sender)
    {
        if (sender is null || command.RequestId == RequestsInFlight.Unasked)
        {
            return _held.Count;
        }

        if (!_lastHeldOf.TryGetValue(sender, out var last) || last < command.RequestId)
        {
            _lastHeldOf[sender] = command.RequestId;
            return _held.Count;
        }

        var place = _held.FindIndex(held => sender.Equals(held.Sender) && held.Command.RequestId > command.RequestId);
        return place < 0 ? _held.Count : place;
    }
}
