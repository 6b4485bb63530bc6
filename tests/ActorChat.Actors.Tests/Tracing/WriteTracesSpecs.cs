using System.Diagnostics;
using ActorChat.Actors.Tracing;

namespace ActorChat.Actors.Tests.Tracing;

public sealed class WriteTracesSpecs : IDisposable
{
    private readonly Recorder _recorder = new();
    private readonly WriteTraces _traces = new(partition: 3);

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public void A_batch_has_one_span_under_its_first_append_linked_with_the_others_in_both_directions()
    {
        var rooms = Rooms(3);
        for (var place = 0; place < rooms.Count; place++)
        {
            _traces.Add(rooms[place].Id!, place);
        }

        var batch = _traces.Take(3)!;
        var journal = batch.BeginJournal(events: 7)!;
        journal.Stop();
        batch.End();
        var writes = _recorder.Ended("write");
        Assert.Equal(rooms.Select(room => (room.TraceId, room.SpanId)), writes.Select(write => (write.TraceId, write.ParentSpanId)));
        Assert.Equal((writes[0].TraceId, writes[0].SpanId), (journal.TraceId, journal.ParentSpanId));
        Assert.Equal(writes.Skip(1).Select(write => write.Context), journal.Links.Select(link => link.Context));
        Assert.All(writes.Skip(1), write => Assert.Equal(journal.Context, Assert.Single(write.Links).Context));
        Assert.Equal((3, 7), (journal.GetTagItem(ChatTraces.Partition), journal.GetTagItem("actorchat.batch.size")));
    }

    [Fact]
    public void Appends_that_no_batch_has_taken_wait_for_theirs()
    {
        var rooms = Rooms(2);
        _traces.Add(rooms[0].Id!, place: 1);
        _traces.Add(rooms[1].Id!, place: 4);
        Assert.Null(_traces.Take(1));
        _traces.Take(2)!.End();
        Assert.Equal(rooms[0].SpanId, Assert.Single(_recorder.Ended("write")).ParentSpanId);
        Assert.Null(_traces.Take(1));
        _traces.Take(1)!.End();
        Assert.Equal(rooms[1].SpanId, _recorder.Ended("write")[1].ParentSpanId);
        Assert.Null(_traces.Take(1000));
    }

    [Fact]
    public void An_append_that_never_becomes_durable_ends_as_failed()
    {
        var rooms = Rooms(2);
        _traces.Add(rooms[0].Id!, place: 0);
        _traces.Take(1)!.Fail();
        _traces.Add(rooms[1].Id!, place: 0);
        _traces.Fail();
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error], _recorder.Ended("write").Select(write => write.Status));
    }

    private static List<Activity> Rooms(int count) => [.. Enumerable.Range(0, count).Select(_ => ChatTraces.Begin("room", ActivityKind.Internal, default)!)];
}
