using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class RequestsInFlightSpecs
{
    [Fact]
    public void A_request_is_taken_only_once()
    {
        var requests = new RequestsInFlight();
        var id = Add(requests, new RequestTag("read", 7), id => new RoomCommand.MarkRead(AliceAndBob.Number, Alice, id, 1));
        var taken = requests.Take(id);
        Assert.Equal((new RequestTag("read", 7), AliceAndBob.Number), (taken!.Value.Tag, taken.Value.Command.Room));
        Assert.Null(requests.Take(id));
        Assert.True(requests.IsEmpty);
    }

    [Fact]
    public void No_request_has_the_id_that_stands_for_no_request()
    {
        var requests = new RequestsInFlight();
        Add(requests, default, AQuestion);
        Assert.Null(requests.Take(RoomCommand.Unasked));
        Assert.False(requests.IsEmpty);
    }

    [Fact]
    public void Requests_that_may_be_stored_late_are_told_apart_from_queries()
    {
        var clock = new FakeTimeProvider();
        var requests = new RequestsInFlight();
        Add(requests, new RequestTag("message", 1), id => new RoomCommand.Post(AliceAndBob.Number, null, Alice, id, "hello", null));
        Add(requests, new RequestTag("read", 2), id => new RoomCommand.MarkRead(AliceAndBob.Number, Alice, id, 1));
        Add(requests, new RequestTag("join_room", 3), id => new RoomCommand.Open(AliceAndBob, Alice, id));
        Add(requests, new RequestTag("have_room", 4), AQuestion);
        Add(requests, new RequestTag("typing", 5), id => new RoomCommand.ShowSign(AliceAndBob.Number, Alice, id, Sign.Typing(true)));

        var late = requests.TakeOlderThan(TimeSpan.Zero, clock);

        Assert.Equal(["message", "read", "join_room"], late.Where(request => request.Stores).Select(request => request.Tag.Event));
    }

    [Fact]
    public void Only_those_that_waited_too_long_are_taken_as_late()
    {
        var clock = new FakeTimeProvider();
        var requests = new RequestsInFlight();
        Add(requests, new RequestTag("old", null), AQuestion, clock.GetTimestamp());
        clock.Advance(TimeSpan.FromSeconds(5));
        Add(requests, new RequestTag("new", null), AQuestion, clock.GetTimestamp());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["old"], requests.TakeOlderThan(TimeSpan.FromSeconds(10), clock).Select(request => request.Tag.Event));
        Assert.False(requests.IsEmpty);
    }

    private static RoomCommand.ReadHistory AQuestion(long id) => new(AliceAndBob.Number, Alice, id, null, null, 50);

    private static long Add(RequestsInFlight requests, RequestTag tag, Func<long, RoomCommand> command, long timestamp = 0)
    {
        var id = requests.NextId();
        requests.Add(command(id), tag, timestamp);
        return id;
    }
}
