using System.Diagnostics.CodeAnalysis;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// A bounded queue in front of dedicated threads. A thread that finds it empty sleeps at once: the framework's blocking collection spins first, and takes the
/// processor from those who would fill it.
/// </summary>
/// <param name="capacity">The most items that wait.</param>
internal sealed class WorkQueue<T>(int capacity)
{
    private readonly object _gate = new();
    private readonly Queue<T> _waiting = new();
    private bool _closed;

    /// <summary>Adds an item; false if the queue is full or closed.</summary>
    public bool TryAdd(T item)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count >= capacity)
            {
                return false;
            }

            _waiting.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for the next item; false once the queue is closed and empty.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _waiting.TryDequeue(out item);
        }
    }

    /// <summary>Takes the next item if there is one.</summary>
    public bool TryTakeNow([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out item);
        }
    }

    /// <summary>Accepts nothing more; waiting items can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
