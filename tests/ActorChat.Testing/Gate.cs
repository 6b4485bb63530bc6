namespace ActorChat.Testing;

/// <summary>A gate that can be shut and opened: whoever passes while it is shut waits.</summary>
public sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = Opened();
    private Exception? _failure;

    public void Shut()
    {
        lock (_lock)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    /// <summary>Makes everyone who passes or waits fail from now on; null repairs it.</summary>
    public void FailWith(Exception? failure)
    {
        lock (_lock)
        {
            _failure = failure;
        }
    }

    public async Task PassAsync()
    {
        Task open;
        lock (_lock)
        {
            open = _open.Task;
        }

        await open.ConfigureAwait(false);
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw _failure;
            }
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
