using System.Globalization;
using System.Text;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults;

/// <summary>The table of all runs, as in <c>docs/faults.md</c>.</summary>
public sealed class ReportTable
{
    private const int Shown = 20;

    private readonly List<RunResult> _results = [];
    private bool _abandoned;

    public bool Passed => !_abandoned && _results.TrueForAll(result => result.Passed);

    /// <summary>A run that did not complete.</summary>
    public void Abandon() => _abandoned = true;

    public static void Print(RunResult result, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Plan} seed {result.Seed}: {result.Clients} clients, {result.Verdict.Messages} messages, {result.Verdict.Acknowledgements} acknowledgements, {result.Verdict.Sightings} sightings, {result.Faults} faults, {result.Verdict.Breaches.Count} breaches, {result.Took.TotalSeconds:F0} s"));
        foreach (var note in result.Notes)
        {
            output.WriteLine("    " + note);
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
        var text = new StringBuilder("| plan | runs | seeds | clients | messages | sightings | faults | breaches |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var plan in _results.GroupBy(result => result.Plan))
        {
            var runs = plan.ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {plan.Key} | {runs.Length} | {runs.Min(run => run.Seed)}–{runs.Max(run => run.Seed)} | {runs.Max(run => run.Clients)} | {runs.Sum(run => run.Verdict.Messages)} | {runs.Sum(run => run.Verdict.Sightings)} | {runs.Sum(run => run.Faults)} | {runs.Sum(run => run.Verdict.Breaches.Count)} |\n");
        }

        return text.ToString();
    }
}
