using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>
/// The route to one room partition. While the partition has no owner, its requests are held, up to a number and a time; requests beyond these are refused as
/// unavailable. Held requests reach the next owner in their order, and before any later ones.
/// </summary>
public sealed class PartitionRoute
{
    /// <param name="Owner">Null while there is none.</param>
    /// <param name="Turn">Which change led here. What is held for an owner, and what goes to that owner, is of one turn.</param>
    private sealed record Way(IActorRef? Owner, long Turn);

    private readonly int _maxHeld;
    private readonly TimeSpan _heldFor;
    private readonly TimeProvider _clock;
    private readonly RouteTurns _turns;
    private readonly Lock _lock = new();
    private readonly List<(RoomCommand Command, IActorRef? Sender, long Since)> _held = [];
    private Way _way = new(null, 0);
    private long _epoch;
    private long _ended;
    private TaskCompletionSource<IActorRef>? _awaited;

    /// <param name="maxHeld">How many requests are held.</param>
    /// <param name="heldFor">For how long.</param>
    /// <param name="clock">The clock.</param>
    public PartitionRoute(int maxHeld, TimeSpan heldFor, TimeProvider clock)
        : this(maxHeld, heldFor, clock, new RouteTurns())
    {
    }

    internal PartitionRoute(int maxHeld, TimeSpan heldFor, TimeProvider clock, RouteTurns turns) =>
        (_maxHeld, _heldFor, _clock, _turns) = (maxHeld, heldFor, clock, turns);

    /// <summary>The highest announced epoch; 0 if there is none yet.</summary>
    public long Epoch
    {
        get
        {
            lock (_lock)
            {
                return _epoch;
            }
        }
    }

    /// <summary>Null while it has none.</summary>
    public IActorRef? Owner => Volatile.Read(ref _way).Owner;

    /// <summary>The number of the last change of this route.</summary>
    internal long Turn => Volatile.Read(ref _way).Turn;

    public void Tell(RoomCommand command, IActorRef? sender) => TryTell(command, sender, long.MaxValue);

    /// <summary>Sends a request, unless the route has changed since a turn.</summary>
    /// <param name="command">The request.</param>
    /// <param name="sender">Its sender.</param>
    /// <param name="turn">The turn.</param>
    internal bool TryTell(RoomCommand command, IActorRef? sender, long turn)
    {
        var way = Volatile.Read(ref _way);
        if (way.Turn > turn)
        {
            return false;
        }

        if (way.Owner is not { } owner)
        {
            return TryHold(command, sender, turn);
        }

        owner.Tell(command, sender);
        return true;
    }

    /// <summary>The partition has opened. The highest epoch wins, in whatever order the announcements come.</summary>
    public void Announce(long epoch, IActorRef owner)
    {
        lock (_lock)
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
            Lead(owner);
            _awaited?.TrySetResult(owner);
            _awaited = null;
        }
    }

    /// <summary>The partition of this epoch accepts no more requests.</summary>
    public void Withdraw(long epoch)
    {
        lock (_lock)
        {
            _ended = Math.Max(_ended, epoch);
            if (_epoch <= _ended)
            {
                Lead(null);
            }
        }
    }

    /// <summary>The way to an owner is lost: requests are held until one is announced, which may be the same.</summary>
    public void Lose(IActorRef owner)
    {
        lock (_lock)
        {
            if (owner.Equals(_way.Owner))
            {
                Lead(null);
            }
        }
    }

    /// <summary>The owner, once there is one.</summary>
    public Task<IActorRef> OwnerAsync()
    {
        lock (_lock)
        {
            return _way.Owner is { } owner
                ? Task.FromResult(owner)
                : (_awaited ??= new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Refuses requests that were held for the maximum time.</summary>
    public void RefuseLate()
    {
        lock (_lock)
        {
            _held.RemoveAll(held =>
            {
                var isLate = _clock.GetElapsedTime(held.Since) >= _heldFor;
                if (isLate)
                {
                    held.Sender?.RefuseAsUnavailable(held.Command.RequestId);
                }

                return isLate;
            });
        }
    }

    /// <summary>Leads to an owner, or to none. An owner after none is of the same turn, because what was held goes there first.</summary>
    private void Lead(IActorRef? owner)
    {
        var before = _way.Owner;
        if (before is null)
        {
            Volatile.Write(ref _way, _way with { Owner = owner });
        }
        else if (!before.Equals(owner))
        {
            _turns.Change(turn => Volatile.Write(ref _way, new Way(owner, turn)));
        }
    }

    private bool TryHold(RoomCommand command, IActorRef? sender, long turn)
    {
        lock (_lock)
        {
            if (_way.Turn > turn)
            {
                return false;
            }

            if (_way.Owner is { } owner)
            {
                owner.Tell(command, sender);
            }
            else if (_held.Count >= _maxHeld)
            {
                sender?.RefuseAsUnavailable(command.RequestId);
            }
            else
            {
                _held.Add((command, sender, _clock.GetTimestamp()));
            }

            return true;
        }
    }
}
