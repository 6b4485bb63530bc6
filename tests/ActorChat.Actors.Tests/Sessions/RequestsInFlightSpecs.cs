using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class RequestsInFlightSpecs
{
    [Fact]
    public void A_request_is_taken_once()
    {
        var requests = new RequestsInFlight();
        var id = requests.Add(new SessionCommands.MarkRead(new RequestTag("read", 7), AliceAndBob.Number, 1), 0);
        var taken = requests.Take(id);
        Assert.Equal((new RequestTag("read", 7), AliceAndBob.Number), (taken!.Value.Tag, taken.Value.Room));
        Assert.Null(requests.Take(id));
        Assert.True(requests.IsEmpty);
    }

    [Fact]
    public void No_request_has_the_id_of_what_nobody_asked_for()
    {
        var requests = new RequestsInFlight();
        requests.Add(new SessionCommands.LeaveRoom(default, default), 0);
        Assert.Null(requests.Take(RequestsInFlight.Unasked));
        Assert.False(requests.IsEmpty);
    }

    [Fact]
    public void What_may_be_stored_late_is_told_apart_from_questions()
    {
        var clock = new FakeTimeProvider();
        var requests = new RequestsInFlight();
        requests.Add(new SessionCommands.SendMessage(new RequestTag("message", 1), null, AliceAndBob.Number, "hello", null), 0);
        requests.Add(new SessionCommands.MarkRead(new RequestTag("read", 2), AliceAndBob.Number, 1), 0);
        requests.Add(new SessionCommands.JoinRoom(new RequestTag("join_room", 3), AliceAndBob.First), 0);
        requests.Add(new SessionCommands.HaveRoom(new RequestTag("have_room", 4), AliceAndBob.Number, null, null, 50), 0);
        requests.Add(new SessionCommands.SetTyping(new RequestTag("typing", 5), AliceAndBob.Number, true), 0);

        var late = requests.TakeOlderThan(TimeSpan.Zero, clock);

        Assert.Equal(["message", "read", "join_room"], late.Where(request => request.Stores).Select(request => request.Tag.Event));
    }

    [Fact]
    public void Only_those_that_waited_too_long_are_taken_as_late()
    {
        var clock = new FakeTimeProvider();
        var requests = new RequestsInFlight();
        requests.Add(new SessionCommands.LeaveRoom(new RequestTag("old", null), default), clock.GetTimestamp());
        clock.Advance(TimeSpan.FromSeconds(5));
        requests.Add(new SessionCommands.LeaveRoom(new RequestTag("new", null), default), clock.GetTimestamp());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["old"], requests.TakeOlderThan(TimeSpan.FromSeconds(10), clock).Select(request => request.Tag.Event));
        Assert.False(requests.IsEmpty);
    }
}
