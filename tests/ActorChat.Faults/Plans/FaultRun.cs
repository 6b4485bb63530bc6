using System.Globalization;
using ActorChat.Faults.Attackers;
using ActorChat.Faults.Checking;
using ActorChat.Faults.Cluster;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.History;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>One run of a plan: a server on a new folder, a crowd, the faults, the check.</summary>
public sealed class FaultRun : IAsyncDisposable
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Nothing slows the clients down, and every age and bound is reached many times within a run: rooms sleep after a second, the journal is trimmed all the
    /// time, rooms remember little.
    /// </summary>
    public const string BaseSettings =
        """
        actorchat {
          passwords { memory = 8KiB, iterations = 1, threads = 2, waiting-per-address = 200 }
          rooms { idle-timeout = 1s, latest-messages = 20, restart-backoff-max = 1s }
          journal { trim-every = 500 }
          socket-io { max-unsent = 256KiB }
          metrics { listen = off }
          log { level = warning }
          stopping { notice = 0s, spread = 1s }
          rate-limits {
            connects = off, connects-per-address = off
            logins-per-address = off, logins-per-login = off, registrations-per-address = off, registrations-per-login = off
            messages-per-user = off, refusals-per-user = off
            new-rooms-per-user = off, lists-per-user = off, requests-per-address = off, unknown-tokens-per-address = off
            events {
              message = off, have-room = off, join-room = off, leave-room = off, read = off, typing = off, other = off
              edit = off, delete = off, react = off, changes = off, delivered = off, block = off, unblock = off, blocked = off, sync = off
            }
            events-per-user {
              have-room = off, join-room = off, leave-room = off, read = off, typing = off, other = off
              edit = off, delete = off, react = off, changes = off, delivered = off, block = off, unblock = off, blocked = off, sync = off
            }
          }
        }

        """;

    private readonly List<string> _failures = [];
    private readonly List<string> _notes = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly FaultPlan _plan;
    private readonly int _faults;
    private bool _keepLog = true;

    private FaultRun(FaultPlan plan, DataFolder folder, int seed, int faults, CrowdHabits habits)
    {
        _plan = plan;
        Folder = folder;
        _faults = faults;
        Seed = seed;
        Random = new Random(seed);
        Server = new ServerProcess(folder, plan.Foundation + plan.Settings, environment: plan.Environment);
        Crowd = new Crowd(Server.Address, habits, seed);
        Server.StartsAgain += Crowd.World.Recorder.EndServer;
    }

    public DataFolder Folder { get; }

    public ServerProcess Server { get; }

    public Crowd Crowd { get; }

    /// <summary>The plan's choices.</summary>
    public Random Random { get; }

    /// <summary>Determines all choices.</summary>
    public int Seed { get; }

    /// <summary>Whether further faults are to be injected, by number or by time.</summary>
    public bool GoesOn => Duration is { } duration ? TimeProvider.System.GetElapsedTime(_began) < duration : Injected < _faults;

    /// <summary>The faults injected so far.</summary>
    public int Injected { get; private set; }

    /// <summary>Whether a run has the few faults of the continuous integration.</summary>
    public bool Brief { get; private init; }

    /// <summary>How long faults are injected; null for a number of faults.</summary>
    public TimeSpan? Duration { get; private init; }

    /// <summary>The only attack of a hostile run; null for all.</summary>
    public Attacker? Attack { get; private init; }

    /// <summary>Runs a plan once.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="seed">Determines all choices.</param>
    /// <param name="options">How long, how many.</param>
    public static async Task<RunResult> RunAsync(FaultPlan plan, int seed, RunOptions options)
    {
        var began = TimeProvider.System.GetTimestamp();
        var habits = plan.Habits(options.Brief);
        habits = options.Clients is { } clients ? habits with { Clients = clients } : habits;
        habits = options.Pause is { } pause ? habits with { Pause = pause } : habits;
        habits = options.Changes is { } changes ? habits with { Changes = changes } : habits;
        var faults = options.Faults ?? (options.Brief ? plan.Faults.Short : plan.Faults.Long);
        await using var run = new FaultRun(plan, await plan.OpenFolderAsync(), seed, faults, habits) { Brief = options.Brief, Duration = options.Duration, Attack = options.Attack };
        Verdict verdict;
        try
        {
            verdict = await run.PerformAsync();
        }
        catch
        {
            // There will be no report.
            run._notes.Concat(run._failures).Concat(run.Crowd.World.Tally.Select(pair => $"{pair.Value} {pair.Key}")).ToList().ForEach(Console.WriteLine);
            throw;
        }

        var result = new RunResult(plan.Name, seed, run.Crowd.Count, run.Injected, verdict, run._failures, run._notes, new Dictionary<string, int>(run.Crowd.World.Tally), TimeProvider.System.GetElapsedTime(began), run.Server.LogFile);
        run._keepLog = !result.Passed;
        return result;
    }

    /// <summary>Counts a fault that was injected, or several.</summary>
    public void Count(string what, int faults = 1)
    {
        Injected += faults;
        Note(what);
    }

    /// <summary>Notes when something happened.</summary>
    public void Note(string what) => _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_began).TotalSeconds,7:F1} s  {what}"));

    /// <summary>Waits until the server is ready, and notes how long it took.</summary>
    public async Task RecoverAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await Server.WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
        Note(string.Create(CultureInfo.InvariantCulture, $"ready after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s"));
    }

    /// <summary>Reports something that is wrong, although it breaks no promise about messages.</summary>
    public void Fail(string what) => _failures.Add(what);

    /// <summary>Waits a random time while the clients are at work.</summary>
    public Task LetWorkAsync(int fromMilliseconds, int toMilliseconds) => Task.Delay(Random.Next(fromMilliseconds, toMilliseconds));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (!_keepLog)
        {
            File.Delete(Server.LogFile);
        }

        Crowd.Dispose();
        Folder.Dispose();
    }

    /// <summary>What happens to the clients for a few seconds.</summary>
    private async Task<string> WhatHappensAsync()
    {
        var before = new Dictionary<string, int>(Crowd.World.Tally);
        await Task.Delay(TimeSpan.FromSeconds(5));
        return string.Join(", ", Crowd.World.Tally.Where(pair => pair.Value > before.GetValueOrDefault(pair.Key)).Select(pair => $"{pair.Value - before.GetValueOrDefault(pair.Key)} {pair.Key}"));
    }

    private async Task<Verdict> PerformAsync()
    {
        await Server.StartAsync();
        await _plan.PrepareAsync(this);
        await Crowd.StartAsync();
        await _plan.InjectAsync(this);
        await Server.WaitUntilReadyAsync(TimeSpan.FromMinutes(1));
        if (!await Crowd.DrainAsync(DrainPatience))
        {
            Fail($"clients could not bring in everything after the faults; meanwhile: {await WhatHappensAsync()}");
        }

        var histories = await Crowd.ReadHistoriesAsync();
        var chats = await Crowd.ReadChatsAsync();
        await Crowd.FinishAsync(histories);
        await _plan.ReckonAsync(this);
        if (await Server.TerminateAsync(TimeSpan.FromSeconds(30)) is var code and not 0)
        {
            Fail(code is null ? "the server did not end by SIGTERM" : $"the server ended by SIGTERM with exit code {code}");
        }

        var gaps = (await Server.ReadLogAsync()).Where(line => line.Contains(LogLines.Gap, StringComparison.Ordinal)).ToArray();
        if (gaps.Length > 0)
        {
            Fail($"the server ended {gaps.Length} sessions that had missed a message or a change, first: {gaps[0]}");
        }

        return Checker.Check(new RunHistory(Crowd.World.Dialogs, Crowd.World.Recorder.Collect(), histories, chats, TablesReader.Read(Folder).Without(IsOutsider)));

        bool IsOutsider(SeenMessage message) => !Crowd.World.Dialogs.ContainsKey(message.Room) && Crowd.Users.All(user => user.Login != message.Login);
    }
}

/// <summary>The settings of the command line; null leaves one to the plan.</summary>
public sealed record RunOptions(bool Brief = false, int? Clients = null, int? Faults = null, TimeSpan? Pause = null, TimeSpan? Duration = null, Attacker? Attack = null)
{
    /// <summary>Changes in a thousand choices of a client.</summary>
    public int? Changes { get; init; }

    /// <summary>What only the cluster's plan has.</summary>
    internal ClusterOptions? Cluster { get; init; }

    /// <summary>Which of the runs of a command this is.</summary>
    internal Share Share { get; init; } = new(0, 1);
}

/// <summary>One of several that share something.</summary>
/// <param name="Number">Which of them, from 0.</param>
/// <param name="Of">How many there are.</param>
internal sealed record Share(int Number, int Of);

/// <summary>The result of a run.</summary>
/// <param name="Failures">What was wrong besides the promises about messages.</param>
/// <param name="Notes">When each fault was injected and overcome.</param>
/// <param name="ServerLog">The file with what the server printed.</param>
/// <param name="Tally">How often each thing happened to the clients that is not a breach.</param>
public sealed record RunResult(
    string Plan, int Seed, int Clients, int Faults, Verdict Verdict, IReadOnlyList<string> Failures, IReadOnlyList<string> Notes, IReadOnlyDictionary<string, int> Tally, TimeSpan Took,
    string ServerLog)
{
    /// <summary>How often each kind of fault was injected, where a plan has several.</summary>
    public IReadOnlyDictionary<string, int> Kinds { get; init; } = new Dictionary<string, int>();

    /// <summary>How long rooms were without an owner.</summary>
    public IReadOnlyList<FailoverTimes> Failovers { get; init; } = [];

    public bool Passed => Verdict.Breaches.Count == 0 && Failures.Count == 0;
}
