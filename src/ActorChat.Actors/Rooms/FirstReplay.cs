using ActorChat.Actors.Common;
using Akka.Actor;
using Akka.Persistence;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Reads one event of a journal. The first replay of a process takes seconds on a busy machine, because everything that it needs is compiled. A node does it
/// before it takes part: a partition that moves to it is not to wait for that.
/// </summary>
public static class FirstReplay
{
    /// <summary>Completes when it has ended, whatever came of it: the partitions will find out themselves.</summary>
    public static Task RunAsync(ActorSystem system)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.CreateBy(new Producer<Reader>(() => new Reader(done))));
        return done.Task;
    }

    private sealed class Reader(TaskCompletionSource done) : UntypedPersistentActor
    {
        /// <summary>Any partition will do. Its writer may run elsewhere: nothing is written.</summary>
        public override string PersistenceId => RoomWriter.PersistenceIdOf(0);

        public override Recovery Recovery => new(SnapshotSelectionCriteria.None, long.MaxValue, replayMax: 1);

        protected override void OnRecover(object message)
        {
            if (message is RecoveryCompleted)
            {
                Context.Stop(Self);
            }
        }

        protected override void OnCommand(object message)
        {
        }

        protected override void PostStop() => done.TrySetResult();
    }
}
