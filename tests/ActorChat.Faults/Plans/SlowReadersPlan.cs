using ActorChat.Faults.Crowds;

namespace ActorChat.Faults.Plans;

/// <summary>
/// A third of the clients stop reading while the others continue. Each gets everything, or is disconnected and reconnects for it. A run in which nobody was
/// too slow has tested nothing, and fails.
/// </summary>
internal sealed class SlowReadersPlan : FaultPlan
{
    public override string Name => "slow-readers";

    public override string Summary => "a third of the clients stop reading for seconds, with long messages on their way to them";

    public override (int Long, int Short) Faults => (8, 2);

    /// <summary>The end of the server's log line about a connection closed for its client's slowness.</summary>
    private const string TooSlow = ": slow consumer";

    /// <summary>The most seconds that a client stays without reading until one is closed: shorter than a heartbeat.</summary>
    private const int MostWaits = 30;

    public override string Settings => "actorchat { socket-io.max-unsent = 64KiB, log.level = information }\n";

    public override CrowdHabits Habits(bool brief) => base.Habits(brief) with { TextLength = 4000, Pages = 20, Pause = TimeSpan.FromMilliseconds(5), ReceiveBuffer = 8192 };

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(500, 1500);
            var closed = await run.Server.CountLinesAsync(TooSlow);
            var slow = run.Crowd.Pick(run.Crowd.Count / 3);
            foreach (var client in slow)
            {
                client.StopReading();
            }

            run.Count($"{slow.Count} clients stopped reading");
            await run.LetWorkAsync(3000, run.Brief ? 5000 : 12000);

            // Pages wait for their reader, so live messages must fill the system's buffers for a connection, which hold some megabytes.
            for (var waits = 0; waits < MostWaits && await run.Server.CountLinesAsync(TooSlow) == closed; waits++)
            {
                await run.LetWorkAsync(1000, 1000);
            }

            foreach (var client in slow)
            {
                client.ReadOn();
            }
        }

        var disconnected = await run.Server.CountLinesAsync(TooSlow);
        run.Note($"{disconnected} connections closed because their clients were too slow");
        if (disconnected == 0)
        {
            run.Fail("no client was disconnected for its slowness: nothing was tried");
        }
    }
}
