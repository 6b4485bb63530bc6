using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Sends a session something later, unless it has ended by then. One cancellation serves all its timers: a scheduler for each session would cost memory.
/// </summary>
internal sealed class SessionTimers(IActorContext session)
{
    private Cancelable? _all;

    public void TellAfter(TimeSpan delay, object message) =>
#pragma warning disable AK1004 // The session cancels them when it ends.
        session.System.Scheduler.ScheduleTellOnce(delay, session.Self, message, session.Self, _all ??= new Cancelable(session.System.Scheduler));
#pragma warning restore AK1004

    public void Cancel() => _all?.Cancel();
}
