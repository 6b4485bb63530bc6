using ActorChat.Faults.Crowds;

namespace ActorChat.Faults.Plans;

/// <summary>The server goes down with a thousand clients, which all reconnect at once.</summary>
internal sealed class StampedePlan : FaultPlan
{
    public override string Name => "stampede";

    public override string Summary => "a kill -9 or SIGTERM under a thousand clients (150 in the short plan), which all reconnect, join and catch up at once";

    public override (int Long, int Short) Faults => (3, 1);

    public override CrowdHabits Habits(bool brief) => new() { Clients = brief ? 150 : 1000, Window = 2, Pause = TimeSpan.FromMilliseconds(brief ? 200 : 1000) };

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(1000, 3000);
            if (run.Random.Next(2) == 0)
            {
                await run.Server.KillAsync();
            }
            else
            {
                await run.Server.TerminateAsync(TimeSpan.FromSeconds(30));
            }

            run.Count("the server is down");
            await run.Server.StartAsync();
            run.Note("up again");
            await run.LetWorkAsync(2000, 4000);
        }
    }
}
