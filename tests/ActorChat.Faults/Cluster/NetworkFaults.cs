using ActorChat.Faults.Labs;

namespace ActorChat.Faults.Cluster;

/// <summary>Nodes that do not hear each other for a while.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="summary">What it does.</param>
/// <param name="leastNodes">How many nodes it needs.</param>
/// <param name="cut">Which machine does not hear which: the listener, then the speaker. The first node is one that owns rooms.</param>
internal sealed class CutFault(string name, string summary, int leastNodes, Func<ClusterRun, IReadOnlyList<LabNode>, IEnumerable<(LabMachine Listener, LabMachine Speaker)>> cut) : ClusterFault
{
    public static ClusterFault Symmetric { get; } = new CutFault(
        "cut-node", "one node and the others do not hear each other for up to 40 s; all reach PostgreSQL and nginx", 2, (_, nodes) => nodes.Skip(1).SelectMany(other => Both(nodes[0].Machine, other.Machine)));

    public static ClusterFault Deaf { get; } = new CutFault(
        "cut-deaf", "one node does not hear the others, but they hear it", 2, (_, nodes) => nodes.Skip(1).Select(other => (nodes[0].Machine, other.Machine)));

    public static ClusterFault Dumb { get; } = new CutFault(
        "cut-dumb", "one node hears the others, but they do not hear it", 2, (_, nodes) => nodes.Skip(1).Select(other => (other.Machine, nodes[0].Machine)));

    public static ClusterFault Bridge { get; } = new CutFault(
        "cut-bridge", "two nodes do not hear each other; both hear the third", 3, (_, nodes) => Both(nodes[0].Machine, nodes[1].Machine));

    public static ClusterFault Database { get; } = new CutFault(
        "cut-database", "one node and PostgreSQL do not hear each other", 1, (run, nodes) => Both(nodes[0].Machine, run.Lab.Database.Machine));

    public static ClusterFault Away { get; } = new CutFault(
        "cut-away", "one node is cut off from everything", 1, (run, nodes) => nodes.Skip(1).Select(node => node.Machine).Append(run.Lab.Database.Machine).Append(run.Lab.Front.Machine)
            .SelectMany(other => Both(nodes[0].Machine, other)));

    public override string Name => name;

    public override string Summary => summary;

    public override int LeastNodes => leastNodes;

    public override async Task InjectAsync(ClusterRun run)
    {
        var nodes = await run.OwnerFirstAsync();
        await run.StrikeAsync(Name, [nodes[0]], () => run.FilterAsync(cut(run, nodes), (filter, speaker) => filter.Drop(speaker)));
        run.Count(Name, $"cut: {ClusterRun.Names(nodes)}");
        await run.HoldAsync(1, run.Brief ? 14 : 40);
        await run.Lab.HealAsync();
        run.Note("healed");
    }

    internal static IEnumerable<(LabMachine Listener, LabMachine Speaker)> Both(LabMachine one, LabMachine other) => [(one, other), (other, one)];
}

/// <summary>A partition that comes and goes: too short to be downed for, or just long enough.</summary>
internal sealed class FlapFault : ClusterFault
{
    public override string Name => "flap";

    public override int LeastNodes => 2;

    public override string Summary => "one node is cut from the others, in one direction or both, for 1 to 10 s, again and again";

    public override async Task InjectAsync(ClusterRun run)
    {
        var times = run.Brief ? 2 : run.Random.Next(3, 8);
        for (var i = 0; i < times; i++)
        {
            var nodes = await run.OwnerFirstAsync();
            var pairs = nodes.Skip(1).SelectMany(other => CutFault.Both(nodes[0].Machine, other.Machine)).Where(_ => run.Random.Next(3) > 0).ToArray();
            await run.FilterAsync(pairs, (filter, speaker) => filter.Drop(speaker));
            run.Count(Name, $"cut {pairs.Length} directions around {nodes[0].Name}");
            await run.HoldAsync(1, run.Brief ? 4 : 10);
            await run.Lab.HealAsync();
            await run.HoldAsync(0.5, 4);
        }
    }
}

/// <summary>A bad network between the nodes and to PostgreSQL.</summary>
internal sealed class LossFault : ClusterFault
{
    public override string Name => "loss";

    public override string Summary => "10 to 30 % of all packets between the nodes, and to PostgreSQL, are lost";

    public override async Task InjectAsync(ClusterRun run)
    {
        var percent = run.Random.Next(10, 31);
        await run.FilterAsync(run.AllPairs(), (filter, speaker) => filter.Lose(speaker, percent));
        run.Count(Name, $"{percent} % lost");
        await run.HoldAsync(3, run.Brief ? 8 : 30);
        await run.Lab.HealAsync();
    }
}

/// <summary>Connections that are reset while they carry something.</summary>
internal sealed class ResetFault : ClusterFault
{
    public override string Name => "reset";

    public override string Summary => "connections between nodes, and to PostgreSQL, are reset, several times a second";

    public override async Task InjectAsync(ClusterRun run)
    {
        var times = run.Brief ? 6 : run.Random.Next(5, 40);
        run.Count(Name, $"{times} resets");
        for (var i = 0; i < times; i++)
        {
            var machines = run.Members.Select(node => node.Machine).Append(run.Lab.Database.Machine).ToArray();
            run.Random.Shuffle(machines);
            await machines[0].ResetAsync(machines[1]);
            await run.HoldAsync(0.05, 0.8);
        }
    }
}

/// <summary>A network that is late.</summary>
internal sealed class SlowFault : ClusterFault
{
    public override string Name => "slow";

    public override string Summary => "what a node sends, or PostgreSQL, goes out so slowly that it is up to 2 s late";

    public override async Task InjectAsync(ClusterRun run)
    {
        var machine = run.Random.Next(3) == 0 ? run.Lab.Database.Machine : (await run.OwnerAsync()).Machine;
        var kilobits = run.Random.Next(200, 2000);
        await machine.SlowAsync(kilobits);
        run.Count(Name, $"{machine.Name} sends {kilobits} kbit/s");
        await run.HoldAsync(2, run.Brief ? 8 : 30);
        await machine.HurryAsync();
    }
}

/// <summary>A firewall that answers with resets in place of silence.</summary>
internal sealed class RefuseFault : ClusterFault
{
    public override string Name => "refuse";

    public override string Summary => "whatever a node sends to the others, or to PostgreSQL, is answered with a reset for seconds";

    public override async Task InjectAsync(ClusterRun run)
    {
        var nodes = await run.OwnerFirstAsync();
        var listeners = run.Random.Next(2) == 0 && nodes.Count > 1 ? nodes.Skip(1).Select(node => node.Machine).ToArray() : [run.Lab.Database.Machine];
        var pairs = listeners.Select(listener => (listener, nodes[0].Machine));
        await run.StrikeAsync(Name, [nodes[0]], () => run.FilterAsync(pairs, (filter, speaker) => filter.Reset(speaker)));
        run.Count(Name, $"{nodes[0].Name} refused by {string.Join(", ", listeners.Select(machine => machine.Name))}");
        await run.HoldAsync(0.5, run.Brief ? 6 : 15);
        await run.Lab.HealAsync();
    }
}
