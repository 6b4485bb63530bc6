using ActorChat.Faults.Crowds;

namespace ActorChat.Faults.Plans;

/// <summary>Clients vanish without a close: single ones all the time, and half of them at once.</summary>
internal sealed class CutPlan : FaultPlan
{
    public override string Name => "cut";

    public override string Summary => "half of the clients cut without a close at once, and single ones all the time";

    public override (int Long, int Short) Faults => (20, 5);

    public override CrowdHabits Habits(bool brief) => base.Habits(brief) with { Cuts = 15, Closes = 5, Rejoins = 20 };

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(300, 1500);
            var chosen = run.Crowd.Pick(run.Crowd.Count / 2);
            foreach (var client in chosen)
            {
                client.Cut();
            }

            run.Count($"{chosen.Count} clients cut");
        }
    }
}
