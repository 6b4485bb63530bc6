using System.Diagnostics;

namespace ActorChat.Actors.Tracing;

/// <summary>The spans of a writer's appends that wait for a batch, from their collection until they are durable.</summary>
internal sealed class WriteTraces(int partition)
{
    private List<(int Place, Activity Write)> _waiting = [];

    /// <param name="room">The span of the room that appends, as a W3C <c>traceparent</c>.</param>
    /// <param name="place">The position of the append among those that wait.</param>
    public void Add(string room, int place)
    {
        if (ChatTraces.Begin("write", room) is { } write)
        {
            write.SetTag(ChatTraces.Partition, partition);
            _waiting.Add((place, write));
        }
    }

    /// <summary>Those of the first so many appends, which become a batch; null if there are none.</summary>
    public BatchTrace? Take(int appends)
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        var taken = _waiting.TakeWhile(waiting => waiting.Place < appends).Select(waiting => waiting.Write).ToList();
        _waiting = [.. _waiting.Skip(taken.Count).Select(waiting => (waiting.Place - appends, waiting.Write))];
        return taken.Count == 0 ? null : new BatchTrace(partition, taken);
    }

    /// <summary>The writer ends before they are durable.</summary>
    public void Fail() => new BatchTrace(partition, [.. _waiting.Select(waiting => waiting.Write)]).Fail();
}
