using ActorChat.Faults.Labs;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Cluster;

/// <summary>kill -9 of nodes, chosen by what they do. The supervisor starts each again a second later.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="summary">What it does.</param>
/// <param name="leastNodes">How many nodes it needs.</param>
/// <param name="choose">Chooses the nodes.</param>
internal sealed class KillFault(string name, string summary, int leastNodes, Func<ClusterRun, Task<IReadOnlyList<LabNode>>> choose) : ClusterFault
{
    public static ClusterFault Owner { get; } = new KillFault("kill-owner", "kill -9 of a node that owns rooms", 1, async run => [await run.OwnerAsync()]);

    public static ClusterFault Oldest { get; } = new KillFault(
        "kill-oldest", "kill -9 of the node that runs longest", 2, run => Task.FromResult<IReadOnlyList<LabNode>>([run.Members.MinBy(node => node.Process.StartedAt)!]));

    public static ClusterFault Two { get; } = new KillFault("kill-two", "kill -9 of two nodes at once", 2, run => Task.FromResult(run.Pick(2)));

    public static ClusterFault All { get; } = new KillFault("kill-all", "kill -9 of all nodes at once", 2, run => Task.FromResult(run.Members));

    public override string Name => name;

    public override string Summary => summary;

    public override int LeastNodes => leastNodes;

    public override async Task InjectAsync(ClusterRun run)
    {
        var victims = await choose(run);
        await run.StrikeAsync(Name, victims, () =>
        {
            foreach (var victim in victims)
            {
                victim.Process.Signal(Signals.Kill);
            }

            return Task.CompletedTask;
        });

        run.Count(Name, $"killed {ClusterRun.Names(victims)}");
    }
}

/// <summary>A node that is killed once more while it starts.</summary>
internal sealed class KillInStartFault : ClusterFault
{
    public override string Name => "kill-in-start";

    public override string Summary => "kill -9 of a node, and again while it starts or joins";

    public override async Task InjectAsync(ClusterRun run)
    {
        var victim = run.Pick(1)[0];
        await run.StrikeAsync(Name, [victim], () => Task.FromResult(victim.Process.Signal(Signals.Kill)));
        var starts = victim.Process.Starts;
        run.Count(Name, $"killed {victim.Name}");
        while (victim.Process.Starts == starts || victim.Process.Id is null)
        {
            await Task.Delay(20);
        }

        await run.HoldAsync(0.2, 6);
        victim.Process.Signal(Signals.Kill);
        run.Count(Name, $"killed {victim.Name} in its start");
    }
}

/// <summary>
/// A node that stores messages and tells nobody, then dies: between the commit and the publication. Everybody else hears nothing from it for a moment, while
/// it hears them and the database.
/// </summary>
internal sealed class KillUnpublishedFault : ClusterFault
{
    public override string Name => "kill-unpublished";

    public override string Summary => "kill -9 of an owner between commit and publication: for a moment nobody but PostgreSQL hears it, then it dies";

    public override async Task InjectAsync(ClusterRun run)
    {
        var victim = await run.OwnerAsync();
        await run.StrikeAsync(Name, [victim], async () =>
        {
            await Task.WhenAll(run.Lab.Nodes.Where(node => node != victim).Select(node => node.Machine).Append(run.Lab.Front.Machine)
                .Select(machine => machine.FilterAsync(PacketFilter.None.Drop(victim.Machine.Address))));
            await run.HoldAsync(0.05, 0.8);
            victim.Process.Signal(Signals.Kill);
        });
        run.Count(Name, $"killed {victim.Name} unheard");
        await run.Lab.HealAsync();
    }
}

/// <summary>A node leaves in order and comes back; its rooms are handed over.</summary>
internal sealed class LeaveFault : ClusterFault
{
    public override string Name => "leave";

    public override string Summary => "SIGTERM of a node, which hands its rooms over and ends with 0; then it is started again";

    public override async Task InjectAsync(ClusterRun run)
    {
        var node = await run.OwnerAsync();
        await run.StrikeAsync(Name, [node], () => Task.CompletedTask);
        run.Count(Name, $"told {node.Name} to leave");
        await run.LeaveAsync(node);
        node.Start();
    }
}

/// <summary>SIGSTOP, as on a machine that swaps or is moved; then the node wakes up and believes that no time has passed.</summary>
internal sealed class StopNodeFault : ClusterFault
{
    public override string Name => "stop-node";

    public override string Summary => "SIGSTOP of a node that owns rooms for 2 to 90 s (to 14 s in the short form), then SIGCONT";

    public override async Task InjectAsync(ClusterRun run)
    {
        var node = await run.OwnerAsync();
        await run.StrikeAsync(Name, [node], () => Task.FromResult(node.Process.Signal(Signals.Stop)));
        run.Count(Name, $"stopped {node.Name}");
        await run.HoldAsync(2, run.Brief ? 14 : 90);
        node.Process.Signal(Signals.Continue);
        run.Note($"continued {node.Name}");
    }
}
