namespace ActorChat.Faults.Plans;

/// <summary>kill -9 at random moments, also during a start and a replay.</summary>
internal sealed class KillPlan : FaultPlan
{
    public override string Name => "kill";

    public override string Summary => "kill -9 at random moments, also during a start, and a restart each time";

    public override (int Long, int Short) Faults => (20, 4);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(200, 3000);
            await run.Server.KillAsync();
            run.Count("killed at work");
            while (run.GoesOn && run.Random.Next(5) == 0)
            {
                run.Server.Launch();
                await run.LetWorkAsync(50, 2000);
                await run.Server.KillAsync();
                run.Count("killed in the start");
            }

            await run.Server.StartAsync();
        }
    }
}
