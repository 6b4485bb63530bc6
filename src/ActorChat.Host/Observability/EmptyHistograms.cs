using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ActorChat.Host.Observability;

/// <summary>
/// Adds the histograms of this server to a scrape in which they are missing, because nothing was measured yet: all their buckets are 0. A query that needs them
/// then has an answer from the start on.
/// </summary>
internal sealed class EmptyHistograms : IDisposable
{
    private const string End = "# EOF\n";

    private readonly MeterListener _listener = new();
    private readonly List<(string Name, string Text)> _empty = [];

    public EmptyHistograms()
    {
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("ActorChat.", StringComparison.Ordinal) && BoundariesOf(instrument) is { } boundaries)
            {
                Add(instrument, boundaries);
            }
        };
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Around the endpoint of the scrapes.</summary>
    public async Task CompleteAsync(HttpContext http, RequestDelegate next)
    {
        var body = http.Response.Body;
        using var scrape = new MemoryStream();
        http.Response.Body = scrape;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        var text = Encoding.UTF8.GetString(scrape.GetBuffer(), 0, (int)scrape.Length);
        var completed = Encoding.UTF8.GetBytes(http.Response.StatusCode == StatusCodes.Status200OK ? Complete(text) : text);
        http.Response.ContentLength = completed.Length;
        await body.WriteAsync(completed, http.RequestAborted);
    }

    private string Complete(string text)
    {
        string missing;
        lock (_empty)
        {
            missing = string.Concat(_empty.Where(histogram => !text.Contains($"# TYPE {histogram.Name} ", StringComparison.Ordinal)).Select(static histogram => histogram.Text));
        }

        // OpenMetrics has an end that must stay there.
        return text.EndsWith(End, StringComparison.Ordinal) ? text[..^End.Length] + missing + End : text + missing;
    }

    private static IEnumerable<double>? BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
        Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(static bound => (double)bound),
        _ => null,
    };

    private void Add(Instrument instrument, IEnumerable<double> boundaries)
    {
        var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        var scope = $"otel_scope_name=\"{instrument.Meter.Name}\"";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
        if (instrument.Unit == "s")
        {
            text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} seconds\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n");
        foreach (var bound in boundaries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{scope},le=\"{bound}\"}} 0\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{scope},le=\"+Inf\"}} 0\n{name}_sum{{{scope}}} 0\n{name}_count{{{scope}}} 0\n");
        lock (_empty)
        {
            _empty.Add((name, text.ToString()));
        }
    }
}
