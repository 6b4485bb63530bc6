using System.Globalization;
using System.Net;
using ActorChat.Faults.Checking;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.History;
using ActorChat.Faults.Labs;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults.Cluster;

/// <summary>One run against a cluster: a lab, a crowd in front of nginx, the faults, the check.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    private static readonly TimeSpan StaysReady = TimeSpan.FromSeconds(1);
    /// <summary>It runs on machines that have much else to do.</summary>
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LeavePatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(5);

    /// <summary>The logs of a few minutes of one crowd are small.</summary>
    private const string Settings = "actorchat.log.level = information\n";

    private readonly List<string> _failures = [];
    private readonly List<string> _notes = [];
    private readonly SortedDictionary<string, int> _kinds = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<Failover> _failovers = [];
    private readonly ClusterOptions _cluster;
    private readonly int _seed;

    private ClusterRun(Lab lab, CrowdHabits habits, int seed, RunOptions options)
    {
        Lab = lab;
        Brief = options.Brief;
        _seed = seed;
        _cluster = options.Cluster ?? new ClusterOptions();
        Members = [.. lab.Nodes.Take(_cluster.Nodes)];
        Random = new Random(seed);
        Crowd = new Crowd(lab.Front.Address, habits, seed);
        foreach (var node in lab.Nodes)
        {
            Prepare(node);
        }
    }

    public Lab Lab { get; }

    public Crowd Crowd { get; }

    /// <summary>The choices of the faults.</summary>
    public Random Random { get; }

    /// <summary>Whether a run has the short faults of the continuous integration.</summary>
    public bool Brief { get; }

    /// <summary>The nodes that are always meant to run.</summary>
    public IReadOnlyList<LabNode> Members { get; }

    /// <summary>A node that runs only sometimes.</summary>
    public LabNode Guest => Lab.Nodes[^1];

    /// <summary>Whether nodes that start have the second build.</summary>
    public bool Upgraded { get; set; }

    /// <summary>Whether a fault looked like the restoring of a backup.</summary>
    public bool MayRenewEpoch { get; set; }

    /// <summary>The faults injected so far.</summary>
    public int Injected { get; private set; }

    /// <summary>Runs the faults once, and checks everything.</summary>
    public static async Task<RunResult> RunAsync(string plan, int seed, RunOptions options)
    {
        var began = TimeProvider.System.GetTimestamp();
        var habits = new CrowdHabits
        {
            Clients = options.Clients ?? (options.Brief ? 16 : 48),
            Pause = options.Pause ?? TimeSpan.FromMilliseconds(options.Brief ? 200 : 40),
            Pages = 120,
            Changes = options.Changes ?? new CrowdHabits().Changes,
            Transports = [Transport.WebSocket, Transport.Polling, Transport.Upgraded],
        };
        var lab = await Lab.BuildAsync((options.Cluster ?? new ClusterOptions()).Nodes + 1, FaultRun.BaseSettings + Settings);
        await using var run = new ClusterRun(lab, habits, seed, options);
        try
        {
            var verdict = await run.PerformAsync(options);
            var result = new RunResult(
                plan, seed, run.Crowd.Count, run.Injected, verdict, run._failures, run._notes, new Dictionary<string, int>(run.Crowd.World.Tally), TimeProvider.System.GetElapsedTime(began),
                lab.Logs) { Kinds = run._kinds, Failovers = run.Crowd.World.Failovers.ByFault() };
            if (!result.Passed)
            {
                lab.KeepLogs();
            }

            return result;
        }
        catch
        {
            lab.KeepLogs();
            run._notes.ForEach(Console.WriteLine);
            throw;
        }
    }

    /// <summary>Counts a fault that was injected.</summary>
    public void Count(string kind, string what)
    {
        Injected++;
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        Note($"{kind}: {what}");
    }

    /// <summary>Notes when something happened.</summary>
    public void Note(string what)
    {
        var note = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_began).TotalSeconds,7:F1} s  {what} (record {Crowd.World.Recorder.Next()})");
        _notes.Add(note);
        if (_cluster.Talks)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_seed}: {note}"));
        }
    }

    /// <summary>Reports something that is wrong, although it breaks no promise about messages.</summary>
    public void Fail(string what)
    {
        Note("FAILED: " + what);
        _failures.Add(what);
    }

    /// <summary>A time drawn from the seed.</summary>
    public double Seconds(double from, double to) => from + (Random.NextDouble() * (to - from));

    /// <summary>Lets what is there go on for a time drawn from the seed.</summary>
    public Task HoldAsync(double from, double to) => Task.Delay(TimeSpan.FromSeconds(Seconds(from, to)));

    /// <summary>Some members, drawn from the seed.</summary>
    public IReadOnlyList<LabNode> Pick(int count)
    {
        var nodes = Members.ToArray();
        Random.Shuffle(nodes);
        return [.. nodes.Take(count)];
    }

    /// <summary>A member that owns rooms, drawn from the seed.</summary>
    public async Task<LabNode> OwnerAsync()
    {
        var owners = await Lab.Database.OwnersAsync();
        var nodes = Pick(Members.Count);
        return nodes.FirstOrDefault(node => owners.Values.Any(node.Is)) ?? nodes[0];
    }

    /// <summary>All members, drawn from the seed; the first owns rooms.</summary>
    public async Task<IReadOnlyList<LabNode>> OwnerFirstAsync()
    {
        var owner = await OwnerAsync();
        return [owner, .. Pick(Members.Count).Where(node => node != owner)];
    }

    /// <summary>Does something to nodes, and measures from then on how long their rooms acknowledge nothing.</summary>
    public async Task StrikeAsync(string kind, IReadOnlyCollection<LabNode> nodes, Func<Task> strike)
    {
        var owners = await Lab.Database.OwnersAsync();
        var partitions = owners.Where(owner => nodes.Any(node => node.Is(owner.Value))).Select(owner => owner.Key).ToHashSet();
        var rooms = Crowd.World.Dialogs.Keys.Where(room => owners.Count > 0 && partitions.Contains(Partitions.Of(room, owners.Count))).ToArray();
        await strike();
        _failovers.Add(Crowd.World.Failovers.Begin(kind, rooms));
    }

    /// <summary>The same for something that takes a while, measured from its beginning.</summary>
    public async Task StrikeAsync(string kind, IReadOnlyCollection<LabNode> nodes, Func<ClusterRun, Task> strike)
    {
        var striking = Task.CompletedTask;
        await StrikeAsync(kind, nodes, () =>
        {
            striking = strike(this);
            return Task.CompletedTask;
        });
        await striking;
    }

    /// <summary>Puts filters between machines.</summary>
    public Task FilterAsync(IEnumerable<(LabMachine Listener, LabMachine Speaker)> pairs, Func<PacketFilter, IPAddress, PacketFilter> add) =>
        Task.WhenAll(pairs.GroupBy(pair => pair.Listener).Select(group => group.Key.FilterAsync(group.Aggregate(PacketFilter.None, (filter, pair) => add(filter, pair.Speaker.Address)))));

    /// <summary>Every member and PostgreSQL with every other one.</summary>
    public IEnumerable<(LabMachine Listener, LabMachine Speaker)> AllPairs()
    {
        var machines = Members.Select(node => node.Machine).Append(Lab.Database.Machine).ToArray();
        return machines.SelectMany(one => machines.Where(other => other != one).Select(other => (one, other)));
    }

    /// <summary>Waits until nodes are ready, and stay so: the cluster may be about to remove one.</summary>
    public async Task ReadyAsync(IReadOnlyList<LabNode> nodes)
    {
        var began = TimeProvider.System.GetTimestamp();
        var starts = -1;
        while (nodes.Sum(node => node.Process.Starts) != starts || !await AgreeAsync(nodes) || (await Lab.UnreadyAsync(nodes, TimeSpan.Zero)).Count > 0)
        {
            starts = nodes.Sum(node => node.Process.Starts);
            if (await Lab.UnreadyAsync(nodes, ReadyPatience) is var late && (late.Count > 0 || TimeProvider.System.GetElapsedTime(began) > ReadyPatience * 2))
            {
                throw new InvalidOperationException(
                    $"{(late.Count > 0 ? Names(late) + " not ready" : "the nodes do not know the same cluster")} {ReadyPatience.TotalSeconds} s after the fault; the logs are in {Lab.Logs}");
            }

            await Task.Delay(StaysReady);
        }

        Note(string.Create(CultureInfo.InvariantCulture, $"{Names(nodes)} ready after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s"));
    }

    /// <summary>Lets a node leave in order.</summary>
    public async Task LeaveAsync(LabNode node)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (await node.LeaveAsync(LeavePatience) is var code and not 0)
        {
            Fail(code is null ? $"{node.Name} did not end by SIGTERM" : $"{node.Name} ended by SIGTERM with exit code {code}");
        }

        Note(string.Create(CultureInfo.InvariantCulture, $"{node.Name} left in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s"));
    }

    /// <summary>Gives a node the build that nodes have now.</summary>
    public void Prepare(LabNode node)
    {
        node.Binary = Upgraded && _cluster.SecondBuild is { } build ? build : Servers.ServerBinary.Find();
        node.OwnSettings = $"\nakka.cluster.app-version = \"{(Upgraded ? "1.0.1" : "1.0.0")}\"\n";
    }

    public async ValueTask DisposeAsync()
    {
        Crowd.Dispose();
        await Lab.DisposeAsync();
    }

    internal static string Names(IEnumerable<LabNode> nodes) => string.Join(", ", nodes.Select(node => node.Name));

    /// <summary>Whether all nodes know the same cluster. One that was stopped still says that it is ready when it has been removed, and does not know it.</summary>
    private async Task<bool> AgreeAsync(IReadOnlyList<LabNode> nodes) =>
        _cluster.Nodes == 1 || (await Task.WhenAll(nodes.Select(node => node.MembersAsync()))) is var members && members[0] is { Length: > 0 } && members.Distinct().Count() == 1;

    private async Task<Verdict> PerformAsync(RunOptions options)
    {
        await Lab.StartAsync(Members, ReadyPatience);
        Note("all nodes ready");
        await Crowd.StartAsync();
        Note("the crowd is there");
        await InjectAsync(options);
        if (!await Crowd.DrainAsync(DrainPatience))
        {
            Fail("clients could not bring in everything after the faults");
        }

        Note("drained");
        var histories = await ClusterAudit.ReadHistoriesAsync(Crowd, Members);
        var chats = await Crowd.ReadChatsAsync();
        await Crowd.FinishAsync(histories);
        var tables = await Lab.Database.ReadTablesAsync();
        foreach (var node in Members)
        {
            await LeaveAsync(node);
        }

        (await ClusterAudit.FindMistakesAsync(Lab.Nodes)).ToList().ForEach(Fail);
        Note("everything read");
        return Checker.Check(new RunHistory(Crowd.World.Dialogs, Crowd.World.Recorder.Collect(), histories, chats, tables) { MayRenewEpoch = MayRenewEpoch });
    }

    private async Task InjectAsync(RunOptions options)
    {
        var kinds = (_cluster.Only ?? [.. FaultCatalogue.All.Where(fault => fault.Obstacle is null && fault.LeastNodes <= _cluster.Nodes)])
            // The runs of the short form share the kinds.
            .Where((_, i) => !Brief || i % options.Share.Of == options.Share.Number).ToArray();
        foreach (var (kind, why) in FaultCatalogue.All.Where(fault => fault.Obstacle is not null).Select(fault => (fault.Name, fault.Obstacle)))
        {
            Note($"{kind} left out: {why}");
        }

        var faults = options.Faults ?? (Brief ? 0 : 60);
        for (var i = 0; (Injected < faults || (i < kinds.Length && options.Faults is null)) && _failures.Count == 0; i++)
        {
            // Each kind once, then as the seed says.
            var fault = i < kinds.Length ? kinds[i] : kinds[Random.Next(kinds.Length)];
            await HoldAsync(0.3, Brief ? 1 : 4);
            await fault.InjectAsync(this);
            await RecoverAsync();
        }
    }

    private async Task RecoverAsync()
    {
        await Lab.HealAsync();
        await ReadyAsync(Members);
        var began = TimeProvider.System.GetTimestamp();
        while (_failovers.SelectMany(failover => failover.Missing).FirstOrDefault() is { } silent)
        {
            if (TimeProvider.System.GetElapsedTime(began) > ReadyPatience)
            {
                Fail($"room {silent} acknowledged nothing since the fault, {ReadyPatience.TotalSeconds} s after all nodes were ready");
                break;
            }

            await Task.Delay(50);
        }

        if (_failovers.SelectMany(failover => failover.Times).ToArray() is { Length: > 0 } times)
        {
            Note(string.Create(
                CultureInfo.InvariantCulture, $"{times.Length} rooms answered again after p50 {AnswerTimes.Percentile(times, 50).TotalSeconds:F1} s, worst {times.Max().TotalSeconds:F1} s"));
        }

        _failovers.Clear();
        Crowd.World.Failovers.End();
    }
}
