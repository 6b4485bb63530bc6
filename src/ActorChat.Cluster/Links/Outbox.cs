namespace ActorChat.Cluster.Links;

/// <summary>The letters to one node that it has not acknowledged, in their order. Any thread puts letters in.</summary>
/// <param name="settings">The settings.</param>
/// <param name="wake">Called when there is something to send; at most once until the next <see cref="Take"/>.</param>
internal sealed class Outbox(LinkSettings settings, Action wake)
{
    private readonly Lock _turn = new();
    private Queue<Letter> _waiting = new();
    private readonly List<(long After, TaskCompletionSource Reached)> _watched = [];

    private long _link;
    private long _added;
    private long _reached;
    private long _bytes;
    private bool _isAwake;

    /// <summary>Whether a link has ended while the node is there, and no other has begun.</summary>
    private bool _isLost;

    /// <summary>Whether there is a link.</summary>
    public bool IsOpen => Link != 0;

    /// <summary>This node's end of the link; 0 while there is none.</summary>
    public long Link => Volatile.Read(ref _link);

    /// <summary>Whether more was put in than the buffer holds: the link is to be ended.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What waits or is under way.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// A link begins with a greeting, which is written once the outbox is open: what is put in from now on comes after it. So nothing that changes meanwhile is
    /// missing in both.
    /// </summary>
    public void Open(long link, Func<IReadOnlyList<Letter>> greeting)
    {
        lock (_turn)
        {
            (_added, _reached, _bytes, IsFull, _isLost) = (0, 0, 0, false, false);
            Volatile.Write(ref _link, link);
        }

        var first = greeting();
        lock (_turn)
        {
            var later = _waiting;
            _waiting = new Queue<Letter>(first);
            _added += first.Count;
            _bytes += first.Sum(static letter => (long)letter.Bytes.Length);
            foreach (var letter in later)
            {
                _waiting.Enqueue(letter);
            }
        }
    }

    /// <summary>The link has ended; returns the letters that were never sent.</summary>
    /// <param name="hasLeft">Whether the node is gone, and its sessions with it: then it counts no more.</param>
    public IReadOnlyList<Letter> Close(bool hasLeft)
    {
        lock (_turn)
        {
            _isLost = !hasLeft && (_isLost || _link != 0);
            Volatile.Write(ref _link, 0);
            List<Letter> unsent = [.. _waiting];
            _waiting.Clear();
            _watched.ForEach(watched => End(watched.Reached));
            _watched.Clear();
            (_bytes, IsFull) = (0, false);
            return unsent;
        }
    }

    /// <summary>False if there is no link, or not this one any more.</summary>
    public bool TryAdd(Letter letter, long link)
    {
        lock (_turn)
        {
            if (_link == 0 || IsFull || (link != LinkedRef.AnyLink && link != _link))
            {
                return false;
            }

            IsFull = _bytes + letter.Bytes.Length > settings.BufferBytes;
            _waiting.Enqueue(letter);
            _added++;
            _bytes += letter.Bytes.Length;
            if (_isAwake)
            {
                return true;
            }

            _isAwake = true;
        }

        wake();
        return true;
    }

    /// <summary>The next batch.</summary>
    public IReadOnlyList<Letter> Take()
    {
        lock (_turn)
        {
            _isAwake = false;
            var (batch, bytes) = (new List<Letter>(), 0);
            while (_waiting.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Bytes.Length <= settings.BatchBytes))
            {
                batch.Add(_waiting.Dequeue());
                bytes += next.Bytes.Length;
            }

            return batch;
        }
    }

    /// <summary>This batch was acknowledged.</summary>
    public void Reached(IReadOnlyList<Letter> batch)
    {
        lock (_turn)
        {
            _reached += batch.Count;
            _bytes -= batch.Sum(static letter => (long)letter.Bytes.Length);
            _watched.RemoveAll(watched => watched.After <= _reached && watched.Reached.TrySetResult());
        }
    }

    /// <summary>Completes when everything that is in it now was acknowledged, or the node has left; fails if the link is lost.</summary>
    public Task WhenReached()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_turn)
        {
            if (_link == 0 || _reached == _added)
            {
                End(reached);
            }
            else
            {
                _watched.Add((_added, reached));
            }
        }

        return reached.Task;
    }

    private void End(TaskCompletionSource reached)
    {
        if (_isLost)
        {
            reached.TrySetException(new LinkLostException());
        }
        else
        {
            reached.TrySetResult();
        }
    }
}
