using System.Diagnostics.Metrics;
using ActorChat.Actors;
using ActorChat.Storage;

namespace ActorChat.Host.Observability;

/// <summary>Gauges of the backend, counted when they are scraped.</summary>
internal sealed class BackendGauges : IDisposable
{
    private readonly Meter _meter = new(HostMetrics.MeterName);

    public BackendGauges(IChatActors actors, ChatStorage storage)
    {
        _meter.CreateObservableGauge(
            "actorchat.partition.mailbox",
            () => actors.RoomMailboxes.Select((waiting, partition) => new Measurement<int>(waiting, new KeyValuePair<string, object?>("partition", partition))),
            "{message}",
            "Messages in the mailbox of each room partition.");
        _meter.CreateObservableGauge("actorchat.partitions.open", () => actors.RoomPartitions.Open, "{partition}", "Room partitions that are open.");
        _meter.CreateObservableGauge("actorchat.partitions.configured", () => actors.RoomPartitions.All, "{partition}", "Room partitions, open or not.");
        _meter.CreateObservableGauge("actorchat.partitions.here", () => actors.PartitionsHere.Count, "{partition}", "Room partitions that are open on this node.");
        _meter.CreateObservableGauge("actorchat.projection.lag", () => storage.Projection.Lag.TotalSeconds, "s", "Age of the oldest batch that is in the journal but not yet in the tables.");
        _meter.CreateObservableGauge("actorchat.projection.waiting", () => storage.Projection.WaitingBatches, "{batch}", "Batches that are in the journal but not yet in the tables.");
    }

    public void Dispose() => _meter.Dispose();
}
