using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>The one POST of a polling session that may be handled at a time. Not thread-safe: the transport guards it.</summary>
internal struct PostInProgress
{
    private HttpContext? _request;
    private TaskCompletionSource? _handled;

    /// <summary>Whether a POST is being handled.</summary>
    public readonly bool Exists => _request is not null;

    /// <summary>Accepts a POST. If another is being handled, the client made a mistake, and that other one is cut off.</summary>
    public bool TryBegin(HttpContext request)
    {
        if (_request is not null)
        {
            _request.Abort();
            return false;
        }

        _request = request;
        return true;
    }

    public void End(HttpContext request)
    {
        if (ReferenceEquals(_request, request))
        {
            _request = null;
            _handled?.TrySetResult();
        }
    }

    /// <summary>Completes once no POST is being handled.</summary>
    public Task HandledAsync()
    {
        if (_request is null)
        {
            return Task.CompletedTask;
        }

        _handled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _handled.Task;
    }
}
