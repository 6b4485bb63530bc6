using System.Globalization;
using ActorChat.Faults.Crowds;

namespace ActorChat.Faults.Hostile;

/// <summary>What a hostile run must not result in. Pure: facts in, failures out. <c>docs/faults.md</c> explains each figure.</summary>
public static class HostileRules
{
    /// <summary>How much longer the crowd may wait while it is attacked.</summary>
    public const int SlowerAtMost = 5;

    /// <summary>A wait that nobody notices, whatever its ratio: it includes the attackers' work on a small machine.</summary>
    public static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(150);

    /// <summary>Memory above that at rest before: filled caches, and what the collector keeps.</summary>
    public const long MemoryMargin = 96L << 20;

    /// <summary>Handles above those at rest before: of the databases and the runtime.</summary>
    public const int HandlesMargin = 24;

    /// <summary>Threads above those at rest before: the pool releases idle ones only after a while.</summary>
    public const int ThreadsMargin = 16;

    /// <summary>How the crowd's connections end if the server, or the way to it, ended them.</summary>
    private static readonly string[] s_harm = ["closed by the server", "connection lost", "disconnected by the server", "not understood", "unanswered", "connects that failed", "refused"];

    /// <summary>Whether waiting longer is pointless: everything is far below its margin.</summary>
    public static bool IsAtRest(RestState before, RestState state) => !Rest(before, state).Any() && state.Memory < before.Memory + (MemoryMargin / 2);

    public static IReadOnlyList<string> Judge(HostileFacts facts) =>
    [
        .. facts.Deaths.Select(death => "the process ended: " + death),
        .. Findings(facts.Findings),
        .. ServerFaults(facts.Faults),
        .. facts.OwnFaults > 0 ? [$"answers of 500 or above by the server's own count: {facts.OwnFaults}"] : Array.Empty<string>(),
        .. LogLines(facts.Log),
        .. Waits(facts.Quiet, facts.Attacked),
        .. Rest(facts.Before, facts.After),
        .. LostEvents(facts.Acts, facts.Log),
        .. Harm(facts),
        .. facts.Wanted.Where(attack => facts.Attacks.GetValueOrDefault(attack) == 0).Select(attack => $"{attack} was never tried"),
    ];

    private static IEnumerable<string> Findings(IReadOnlyList<Finding> findings) =>
        from finding in findings
        group finding by (finding.Attack, finding.What) into same
        select $"{same.Key.Attack}: {same.Key.What}, {same.Count()} times, such as by seed {same.First().Seed}";

    private static IEnumerable<string> ServerFaults(IReadOnlyList<ServerFault> faults) =>
        from fault in faults
        where !IsDocumented(fault)
        group fault by (fault.Status, fault.Request) into same
        select string.Create(CultureInfo.InvariantCulture, $"{same.Key.Status} to {same.First().Attack}, {same.Count()} times: {same.Key.Request}");

    /// <summary>
    /// A limit that says so, or an unsupported HTTP version or coding (RFC 9110, 15.6.2 and 15.6.6): for these the standard itself has a 5xx.
    /// </summary>
    private static bool IsDocumented(ServerFault fault) => fault.Status is 501 or 505 || (fault.Status == 503 && fault.Body.Contains("\"unavailable\"", StringComparison.Ordinal));

    private static IEnumerable<string> LogLines(IReadOnlyList<string> log) =>
        from kind in LogReading.Bad(log)
        group kind by kind into same
        select string.Create(CultureInfo.InvariantCulture, $"{same.Count()} lines in the log: {same.Key}");

    private static IEnumerable<string> Waits(IReadOnlyList<TimeSpan> quiet, IReadOnlyList<TimeSpan> attacked)
    {
        var (before, during) = (AnswerTimes.Percentile(quiet, 99), AnswerTimes.Percentile(attacked, 99));
        var most = before * SlowerAtMost > Unnoticed ? before * SlowerAtMost : Unnoticed;
        if (quiet.Count == 0 || attacked.Count == 0)
        {
            yield return "the crowd's waits were not measured";
        }
        else if (during > most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the crowd's acknowledgements took {during.TotalMilliseconds:F0} ms at the 99th of 100 while it was attacked, {before.TotalMilliseconds:F0} ms while it was not");
        }
    }

    private static IEnumerable<string> Rest(RestState before, RestState after)
    {
        if (after.Connections > 0 || after.Sessions > 0)
        {
            yield return $"{after.Connections} connections and {after.Sessions} sessions were left when all had gone";
        }

        if (after.Memory > before.Memory + MemoryMargin)
        {
            yield return $"memory went from {before.Memory >> 20} to {after.Memory >> 20} MiB at rest";
        }

        if (after.Handles > before.Handles + HandlesMargin)
        {
            yield return $"handles went from {before.Handles} to {after.Handles} at rest";
        }

        if (after.Threads > before.Threads + ThreadsMargin)
        {
            yield return $"threads went from {before.Threads} to {after.Threads} at rest";
        }
    }

    private static IEnumerable<string> LostEvents(IReadOnlyList<SecurityAct> acts, IReadOnlyList<string> log)
    {
        foreach (var same in acts.GroupBy(act => act.Line))
        {
            var written = log.Count(line => line.Contains(same.Key, StringComparison.Ordinal));
            if (written < same.Count())
            {
                yield return $"security events lost: '{same.Key}' is {written} times in the log and happened {same.Count()} times";
            }
        }
    }

    /// <summary>After the process has ended, that explains the crowd's ends.</summary>
    private static IEnumerable<string> Harm(HostileFacts facts) =>
        from what in facts.Tally
        where facts.Deaths.Count == 0 && s_harm.Any(harm => what.Key.StartsWith(harm, StringComparison.Ordinal))
        select $"the crowd's clients, {what.Value} times: {what.Key}";
}
