namespace ActorChat.SocketIO;

/// <summary>
/// Decides when a WebSocket releases its underlying connection: as soon as somebody waits for that, nothing is being written, and nobody is aborting. Not
/// thread-safe: the transport guards it.
/// </summary>
internal struct TransportRelease
{
    private TaskCompletionSource? _released;
    private Closing? _closing;
    private int _aborting;

    /// <summary>Whether this WebSocket no longer touches its underlying connection.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The close has begun: it must complete within the close timeout.</summary>
    public void Begin(EngineServer server, WebSocketTransport transport) => _closing ??= new Closing(server, transport);

    /// <summary>Records that somebody aborts; false if that would hit another request.</summary>
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

    /// <summary>Waits for the release; <see cref="TryComplete"/> decides when.</summary>
    public Task WaitAsync()
    {
        _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _released.Task;
    }

    /// <summary>Completes the release if somebody waits for it and nothing prevents it.</summary>
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
