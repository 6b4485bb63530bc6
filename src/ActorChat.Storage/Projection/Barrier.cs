using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// Lets a read wait until the tables hold what was handed over before it, and not for anything else. The last ticket of every room and login is kept in a
/// table of fixed size, by hash; two that share a place only wait for each other.
/// </summary>
internal sealed class Barrier
{
    private const int Places = 1 << 16;

    private readonly Lock _turn = new();
    private readonly long[] _lastOf = new long[Places];
    private readonly List<(long Ticket, TaskCompletionSource Waiter)> _waiters = [];
    private long _handedOver;
    private long _committed;
    private Exception? _failing;

    /// <summary>Whether a read waits.</summary>
    public bool HasWaiters
    {
        get
        {
            lock (_turn)
            {
                return _waiters.Count > 0;
            }
        }
    }

    public long HandedOver => Volatile.Read(ref _handedOver);

    public static int PlaceOf(RoomNumber room) => room.GetHashCode() & (Places - 1);

    public static int PlaceOf(Login login) => login.GetHashCode() & (Places - 1);

    /// <summary>Gives a batch its ticket and passes it on, in one step, so that tickets and queue have the same order.</summary>
    public void HandOver(RoomBatch batch, Action<long> handOn)
    {
        lock (_turn)
        {
            var ticket = ++_handedOver;
            RoomKey? last = null;
            foreach (var happened in batch.Events)
            {
                if (!ReferenceEquals(happened.Room, last))
                {
                    last = happened.Room;
                    _lastOf[PlaceOf(last.Number)] = ticket;
                    _lastOf[PlaceOf(last.First)] = ticket;
                    _lastOf[PlaceOf(last.Second)] = ticket;
                }
            }

            handOn(ticket);
        }
    }

    /// <summary>
    /// Completes when the tables hold everything of a room or login that was handed over before; at once if they do. Fails if they cannot be written.
    /// </summary>
    public Task WhenWrittenAsync(int place)
    {
        lock (_turn)
        {
            return WhenCommittedAsync(_lastOf[place]);
        }
    }

    /// <summary>Completes when the tables hold everything that was handed over before.</summary>
    public Task WhenAllWrittenAsync()
    {
        lock (_turn)
        {
            return WhenCommittedAsync(_handedOver);
        }
    }

    /// <summary>The tables hold everything up to a ticket.</summary>
    public void Committed(long ticket)
    {
        lock (_turn)
        {
            _committed = ticket;
            _failing = null;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Ticket <= ticket)
                {
                    _waiters[i].Waiter.SetResult();
                    _waiters.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>The tables cannot be written at present: nobody is left waiting, because it may take long.</summary>
    public void Failed(Exception failure)
    {
        lock (_turn)
        {
            _failing = failure;
            foreach (var (_, waiter) in _waiters)
            {
                waiter.SetException(Again(failure));
            }

            _waiters.Clear();
        }
    }

    /// <summary>The same failure for one more read: an exception that is thrown again and again keeps the stack trace of each time, and each is logged.</summary>
    private static Exception Again(Exception failure) => failure switch
    {
        StorageBusyException => new StorageBusyException(failure.Message, failure.InnerException),
        StorageOutcomeUnknownException => new StorageOutcomeUnknownException(failure.Message, failure.InnerException!),
        StorageFailedException => new StorageFailedException(failure.Message, failure.InnerException!),
        PoisonBatchException poison => new PoisonBatchException(poison.Partition, poison.SequenceNr, poison.InnerException!),
        _ => new StorageFailedException(failure.Message, failure),
    };

    private Task WhenCommittedAsync(long ticket)
    {
        if (ticket <= _committed)
        {
            return Task.CompletedTask;
        }

        if (_failing is not null)
        {
            return Task.FromException(Again(_failing));
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((ticket, waiter));
        return waiter.Task;
    }
}
