namespace ActorChat.SocketIO;

/// <summary>
/// When a WebSocket lets go of what carries it: once somebody waits for that, nothing is being written and nobody is aborting. Not thread-safe: the
/// transport guards it.
/// </summary>
internal struct TransportRelease
{
    private TaskCompletionSource? _released;
    private Closing? _closing;
    private int _aborting;

    /// <summary>Whether nothing here touches any longer what carried the WebSocket.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The end is under way: it has the close timeout to get there.</summary>
    public void Begin(EngineServer server, WebSocketTransport transport) => _closing ??= new Closing(server, transport);

    /// <summary>Notes that somebody aborts; false when that would meet somebody else's request.</summary>
    public bool TryBeginAbort()
    {
        if (IsDone)
        {
            return false;
        }

        _aborting++;
        return true;
    }

    public void EndAbort() => _aborting--;

    /// <summary>Waits for the release; <see cref="TryComplete"/> says when.</summary>
    public Task WaitAsync()
    {
        _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _released.Task;
    }

    /// <summary>Completes the release if it is waited for and nothing stands in its way.</summary>
    public bool TryComplete(bool isWriting)
    {
        if (_released is null || isWriting || _aborting > 0)
        {
            return false;
        }

        if (!IsDone)
        {
            _closing!.End();
        }

        IsDone = true;
        _released.TrySetResult();
        return true;
    }
}
