using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>The process is stopped for half a minute, as on a machine that swaps or is moved.</summary>
internal sealed class StopPlan : FaultPlan
{
    public override string Name => "stop";

    public override string Summary => "SIGSTOP for 30 s (3 s in the short plan), then SIGCONT";

    public override (int Long, int Short) Faults => (3, 2);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(500, 2500);
            run.Server.Signal(Signals.Stop);
            run.Count("stopped");
            await Task.Delay(TimeSpan.FromSeconds(run.Brief ? 3 : 30));
            run.Server.Signal(Signals.Continue);
            run.Note("continued");
            await run.RecoverAsync();
        }
    }
}
