using System.Runtime.CompilerServices;
using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// The thread on which all work on the journal's file is done. Microsoft.Data.Sqlite's asynchronous calls are synchronous: on
/// the caller's thread, the journal's stage would be busy during each commit, so that no two writes ever met in one; and SQLite
/// takes one writer at a time, so writes and deletions that follow each other here never wait for its lock.
/// </summary>
internal sealed class JournalThread : IDisposable
{
    private readonly WorkQueue<Action> _waiting;

    public JournalThread(int maxWaiting)
    {
        _waiting = new WorkQueue<Action>(maxWaiting);
        Background.StartThread("journal", Step);
    }

    /// <summary>Awaited, it lets the caller go on on this thread; past its bound or after its end, on one of the pool.</summary>
    public Switch EnterAsync() => new(this);

    public void Dispose() => _waiting.Close();

    /// <summary>Runs something on this thread, after all that was posted before.</summary>
    public void Post(Action continuation)
    {
        if (!_waiting.TryAdd(continuation))
        {
            // Full, or closed: then what still comes is the end of the actor system.
            Background.Queue(continuation);
        }
    }

    private bool Step()
    {
        if (!_waiting.TryTake(out var next))
        {
            return false;
        }

        next();
        return true;
    }

    internal readonly struct Switch(JournalThread thread) : ICriticalNotifyCompletion
    {
        public Switch GetAwaiter() => this;

        public bool IsCompleted => false;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => thread.Post(continuation);

        public void UnsafeOnCompleted(Action continuation) => thread.Post(continuation);
    }
}
