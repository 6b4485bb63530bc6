using System.Globalization;
using System.Net;
using ActorChat.Faults.Attackers;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.Hostile;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>
/// Strangers and logged-in attackers beside a crowd that keeps chatting. Attacks and quiet alternate, so that other load on the machine affects both. The
/// rate limits are the server's defaults; only its timeouts are short, so that each expires many times within a run.
/// </summary>
internal sealed class HostilePlan : FaultPlan
{
    private const int MostDeaths = 3;
    private const int AttackersLogins = 8;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_settleBriefly = TimeSpan.FromSeconds(20);

    private readonly int _operators = ServerProcess.FreePort();
    private HostileRun? _run;

    public override string Name => "hostile";

    public override string Summary => "strangers and logged-in attackers beside the crowd: resets, floods, malformed and slow everything";

    public override (int Long, int Short) Faults => (20_000, 1);

    public override string Foundation => "";

    public override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["ACTORCHAT_ADMIN_TOKEN"] = OperatorsAttacker.AdminToken };

    public override string Settings =>
        $$"""
        actorchat {
          rooms { idle-timeout = 2s }
          database { write-cache = 4MiB, read-cache = 2MiB }
          memory { interval = 1s, worth = 1MiB }
          metrics { listen = "127.0.0.1:{{_operators}}" }
          stopping { notice = 0s, spread = 1s }
          security { headers-timeout = 2s, body-grace = 2s, keep-alive-timeout = 3s }
          socket-io { ping-interval = 2s, ping-timeout = 4s, upgrade-timeout = 2s, connect-timeout = 3s, polling-close-timeout = 1s }
        }

        """;

    /// <summary>A crowd that stays far below every rate limit: an attack that gets it refused has found something.</summary>
    public override CrowdHabits Habits(bool brief) => base.Habits(brief) with { Clients = 24, Pause = TimeSpan.FromMilliseconds(400), Cuts = 1, Closes = 1 };

    public override async Task PrepareAsync(FaultRun run)
    {
        var book = new AttackBook();
        using var accounts = new Accounts(run.Server.Address);
        var logins = new List<Login>();
        for (var i = 0; i < AttackersLogins; i++)
        {
            logins.Add(new Login($"mallory-{i}", await accounts.OpenAsync($"mallory-{i}")));
        }

        var target = new Target(new IPEndPoint(IPAddress.Loopback, run.Server.Address.Port), new IPEndPoint(IPAddress.Loopback, _operators), logins, Witness.Victim, book);
        var witness = new Witness(target, run.Brief ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(4));
        await witness.RegisterAsync();
        var among = run.Attack is { } only ? [only] : AttackCatalogue.All;
        _run = new HostileRun(book, witness, new RestReader(run.Server, _operators), new Siege(target, run.Server, among, run.Brief ? 6 : 8, run.Seed), among);
        if (!run.Brief)
        {
            // Runs everything once, so that first uses do not count as growth.
            await AttackAsync(run, _run, TimeSpan.Zero);
        }

        _run.Before = await _run.Rest.SettleAsync(state => state is { Connections: 0, Sessions: 0 }, s_settle);
        run.Note($"at rest before: {_run.Before}");
    }

    public override async Task InjectAsync(FaultRun run)
    {
        var hostile = _run ?? throw new InvalidOperationException("Not prepared.");
        var (attacked, quiet) = run.Brief ? (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(4)) : (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(8));
        using var stop = new CancellationTokenSource();
        var watching = hostile.Witness.WatchAsync(stop.Token);
        await StayQuietAsync(run, hostile, quiet);
        while (run.GoesOn && hostile.Deaths.Count < MostDeaths)
        {
            run.Crowd.World.AnswerTimes.Take();
            var made = await AttackAsync(run, hostile, attacked);
            var waits = run.Crowd.World.AnswerTimes.Take();
            hostile.Attacked.AddRange(waits);
            run.Count(string.Create(CultureInfo.InvariantCulture, $"{made} attacks; the crowd's p99 {AnswerTimes.Percentile(waits, 99).TotalMilliseconds:F0} ms of {waits.Count}"), made);
            await StayQuietAsync(run, hostile, quiet);
        }

        run.Note($"the crowd's p99 without attacks: {AnswerTimes.Percentile(hostile.Quiet, 99).TotalMilliseconds:F0} ms");
        await stop.CancelAsync();
        await watching;
    }

    public override async Task ReckonAsync(FaultRun run)
    {
        var hostile = _run ?? throw new InvalidOperationException("Not prepared.");
        using var rest = hostile.Rest;
        run.Note($"the crowd has gone: {await rest.ReadAsync()}");
        var after = await rest.SettleAsync(state => HostileRules.IsAtRest(hostile.Before, state), run.Brief ? s_settleBriefly : s_settle);
        run.Note($"at rest after:  {after}");
        run.Note($"answers to attackers: {string.Join(", ", hostile.Book.Statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
        foreach (var line in hostile.Book.Lines())
        {
            run.Note(line);
        }

        var facts = new HostileFacts
        {
            Deaths = hostile.Deaths,
            Log = await run.Server.ReadLogAsync(),
            Faults = hostile.Book.Faults,
            OwnFaults = CountFaults(await rest.MetricsAsync()),
            Quiet = hostile.Quiet,
            Attacked = hostile.Attacked,
            Before = hostile.Before,
            After = after,
            Acts = hostile.Witness.Acts,
            Findings = hostile.Book.Findings,
            Tally = new Dictionary<string, int>(run.Crowd.World.Tally),
            Attacks = hostile.Book.Attacks,
            Wanted = [.. hostile.Among.Select(attacker => attacker.Name)],
        };
        foreach (var failure in HostileRules.Judge(facts))
        {
            run.Fail(failure);
        }
    }

    private static long CountFaults(string metrics)
    {
        const string Answers = "http_server_request_duration_seconds_count";
        return (long)(MetricsText.Sum(metrics, Answers, "status_code=\"5") - MetricsText.Sum(metrics, Answers, "status_code=\"503"));
    }

    private static async Task StayQuietAsync(FaultRun run, HostileRun hostile, TimeSpan quiet)
    {
        run.Crowd.World.AnswerTimes.Take();
        await Task.Delay(quiet);
        hostile.Quiet.AddRange(run.Crowd.World.AnswerTimes.Take());
    }

    /// <summary>Attacks for a while. If the server ended, it is started again, to check its promises.</summary>
    private static async Task<int> AttackAsync(FaultRun run, HostileRun hostile, TimeSpan duration)
    {
        var (made, death) = await hostile.Siege.AttackAsync(duration, s_pause);
        if (death is not null || !run.Server.IsRunning)
        {
            hostile.Deaths.Add("the latest attacks were " + death);
            run.Note("the process ended");
            await run.Server.StartAsync();
        }

        return made;
    }
}
