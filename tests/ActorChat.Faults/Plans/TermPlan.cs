namespace ActorChat.Faults.Plans;

/// <summary>SIGTERM under load: an orderly end that loses nothing and needs no kill.</summary>
internal sealed class TermPlan : FaultPlan
{
    public override string Name => "term";

    public override string Summary => "SIGTERM under load, and a restart each time";

    public override (int Long, int Short) Faults => (10, 2);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(500, 3000);
            if (await run.Server.TerminateAsync(TimeSpan.FromSeconds(30)) is var code and not 0)
            {
                run.Fail(code is null ? "the server did not end by SIGTERM" : $"the server ended by SIGTERM with exit code {code}");
            }

            run.Count("ended by SIGTERM");
            await run.Server.StartAsync();
        }
    }
}
