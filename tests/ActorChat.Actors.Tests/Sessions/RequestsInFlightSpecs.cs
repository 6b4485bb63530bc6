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
