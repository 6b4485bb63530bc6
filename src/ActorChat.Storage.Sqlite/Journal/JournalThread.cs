using System.Runtime.CompilerServices;
using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// The thread for all work on the journal's file. Microsoft.Data.Sqlite's asynchronous calls are synchronous: on the caller's thread, the journal's stage
/// would be busy during each commit, so two writes would never share one. And SQLite takes one writer at a time, so writes and deletions that follow each
/// other here never wait for its lock.
/// </summary>
internal sealed class JournalThread : IDisposable
{
    private readonly WorkQueue<Action> _waiting;

    public JournalThread(int maxWaiting)
    {
        _waiting = new WorkQueue<Action>(maxWaiting);
        Background.StartThread("journal", Step);
    }

    /// <summary>Awaiting it moves the caller to this thread; above its bound or after its end, to one of the pool.</summary>
    public Switch EnterAsync() => new(this);

    public void Dispose() => _waiting.Close();

    /// <summary>Runs something on this thread, after everything posted before.</summary>
    public void Post(Action continuation)
    {
        if (!_waiting.TryAdd(continuation))
        {
            // Full, or closed: what still comes then belongs to the end of the actor system.
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
