using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Tests.Tracing;
using ActorChat.Actors.Tracing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class TracedSessionSpecs : SessionActorSpec
{
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task A_sessions_request_to_a_room_is_a_child_of_the_clients_event()
    {
        var session = await OpenAsync();
        var trace = EventTrace.Begin("message", default)!;
        session.Tell(new SessionCommands.SendMessage(new RequestTag("message", 1, trace), Bob, null, "hello", null));
        var post = await Room.ExpectMsgAsync<RoomCommand.Post>();
        Assert.Equal("session", trace.Session?.OperationName);
        Assert.Equal(trace.Session?.Id, post.TraceParent);
    }

    [Fact]
    public async Task An_event_that_nobody_answers_ends_with_its_session()
    {
        var session = await OpenAsync();
        Watch(session);
        var trace = EventTrace.Begin("message", default)!;
        session.Tell(new SessionCommands.SendMessage(new RequestTag("message", 1, trace), Bob, null, "hello", null));
        await Room.ExpectMsgAsync<RoomCommand.Post>();
        session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await ExpectTerminatedAsync(session);
        Assert.Equal("unanswered", Assert.Single(_recorder.Ended("message"), span => span.SpanId == trace.Session!.ParentSpanId).GetTagItem(ChatTraces.Result));
        Assert.Contains(trace.Session, _recorder.Ended("session"));
    }

    protected override void AfterAll()
    {
        _recorder.Dispose();
        base.AfterAll();
    }
}
