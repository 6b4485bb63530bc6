using System.Globalization;
using System.Text;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults;

/// <summary>The table of all runs, as in <c>docs/faults.md</c>.</summary>
public sealed class ReportTable
{
    private const int Shown = 20;

    private readonly List<RunResult> _results = [];
    private bool _abandoned;

    /// <summary>The results so far.</summary>
    public IReadOnlyList<RunResult> Results => _results;

    public bool Passed => !_abandoned && _results.TrueForAll(result => result.Passed);

    /// <summary>A run that did not complete.</summary>
    public void Abandon() => _abandoned = true;

    public static void Print(RunResult result, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Plan} seed {result.Seed}: {result.Clients} clients, {result.Verdict.Messages} messages, {result.Verdict.Changes} changes, {result.Verdict.Acknowledgements} acknowledgements, {result.Verdict.Sightings} sightings, {result.Faults} faults, {result.Verdict.Breaches.Count} breaches, {result.Took.TotalSeconds:F0} s"));
        foreach (var note in result.Notes)
        {
            output.WriteLine("    " + note);
        }

        if (result.Kinds.Count > 0)
        {
            output.WriteLine("    injected: " + string.Join(", ", result.Kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value} {kind.Key}"))));
        }

        foreach (var (what, count) in result.Tally.OrderByDescending(pair => pair.Value).Take(12))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {count,7} {what[..Math.Min(what.Length, 160)]}"));
        }

        foreach (var failure in result.Failures)
        {
            output.WriteLine("  FAILED: " + failure);
        }

        foreach (var kind in result.Verdict.Breaches.GroupBy(breach => breach.Kind))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  BREACH: {kind.Key}, {kind.Count()} times"));
            foreach (var breach in kind.Take(Shown))
            {
                output.WriteLine("    " + breach);
            }
        }

        if (!result.Passed)
        {
            output.WriteLine("  What the server printed is in " + result.ServerLog);
        }
    }

    public void Add(RunResult result) => _results.Add(result);

    public string ToMarkdown()
    {
        var text = new StringBuilder("| plan | runs | seeds | clients | messages | changes | sightings | faults | breaches |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var plan in _results.GroupBy(result => result.Plan))
        {
            var runs = plan.ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {plan.Key} | {runs.Length} | {runs.Min(run => run.Seed)}–{runs.Max(run => run.Seed)} | {runs.Max(run => run.Clients)} | {runs.Sum(run => run.Verdict.Messages)} | {runs.Sum(run => run.Verdict.Changes)} | {runs.Sum(run => run.Verdict.Sightings)} | {runs.Sum(run => run.Faults)} | {runs.Sum(run => run.Verdict.Breaches.Count)} |\n");
        }

        var failovers = _results.SelectMany(result => result.Failovers).GroupBy(times => times.Fault).ToArray();
        if (failovers.Length > 0)
        {
            text.Append("\n| fault | injected | rooms | first acknowledgement: p50 | worst | longest wait: p50 | worst |\n|---|---|---|---|---|---|---|\n");
        }

        foreach (var fault in failovers)
        {
            TimeSpan[] times = [.. fault.SelectMany(run => run.Times)], waits = [.. fault.SelectMany(run => run.Waits)];
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{fault.Key}` | {fault.Sum(run => run.Faults)} | {times.Length} | {Seconds(times, 50)} | {Seconds(times, 100)} | {Seconds(waits, 50)} | {Seconds(waits, 100)} |\n");
        }

        return text.ToString();

        static string Seconds(IReadOnlyCollection<TimeSpan> times, int percent) =>
            string.Create(CultureInfo.InvariantCulture, $"{AnswerTimes.Percentile(times, percent).TotalSeconds:F2}");
    }
}
