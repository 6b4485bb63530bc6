using System.Collections.Immutable;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;
using Akka.TestKit;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A room whose writer is the test itself, which says when something is on disk.</summary>
public abstract class RoomActorSpec : ActorSpec
{
    protected RoomActorSpec()
    {
        Writer = CreateTestProbe("writer");
        Asker = CreateTestProbe("asker");
        Budget = new AppendBudget(100);
    }

    protected TestProbe Writer { get; }

    protected TestProbe Asker { get; }

    protected AppendBudget Budget { get; set; }

    protected MessageIds Ids { get; } = new(0, 1);

    protected static RoomNumber Number => Data.AliceAndBob.Number;

    protected IActorRef Sleeping(RoomSettings? settings = null) =>
        ChildActorOf(RoomActor.Props(Number, new RoomPartitionContext(Writer, Tables, Registry, Budget, Ids, settings ?? Rooms, Clock)));

    protected async Task<IActorRef> AwakeAsync(StoredRoom? stored = null, RoomSettings? settings = null)
    {
        var room = Sleeping(settings);
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(new WriterCommands.Loaded(stored), Writer);
        return room;
    }

    protected Task<IActorRef> OpenAsync(params ChatMessage[] latest) => AwakeAsync(Stored(latest));

    /// <summary>An open room with a message of Alice, request 1, that the journal does not have yet.</summary>
    protected async Task<(IActorRef Room, WriterCommands.Append Append)> PostingAsync(string? clientId = null, params ChatMessage[] latest)
    {
        var room = await OpenAsync(latest);
        Ask(room, Data.APost(Data.Alice, clientId));
        return (room, await AppendedToWriterAsync());
    }

    protected static StoredRoom Stored(params ChatMessage[] latest) =>
        new(Data.AliceAndBob, latest.Length == 0 ? 0 : latest[^1].Seq, default, new MemberStanding(0, latest.Length), latest, false);

    protected Task<WriterCommands.Append> AppendedToWriterAsync() => Writer.ExpectMsgAsync<WriterCommands.Append>().AsTask();

    /// <summary>The journal has the events.</summary>
    protected void Persist(IActorRef room, params WriterCommands.Append[] appends)
    {
        var events = appends.SelectMany(append => new[] { append.First, append.Second }).OfType<RoomEvent>().ToImmutableArray();
        room.Tell(new WriterCommands.Appended(new RoomBatch(Ids.Next, events), 0, events.Length), Writer);
    }

    protected void Ask(IActorRef room, RoomCommand command) => room.Tell(command, Asker);

    /// <summary>A request that is answered at once. Earlier answers come before it.</summary>
    protected async Task<List<RoomReply>> RepliesUntilTypingAsync(IActorRef room)
    {
        room.Tell(new RoomCommand.ShowSign(Number, Data.Alice, 999, Sign.Typing(false)), Asker);
        var replies = new List<RoomReply>();
        for (var next = await Asker.ExpectMsgAsync<RoomReply>(); next.RequestId != 999; next = await Asker.ExpectMsgAsync<RoomReply>())
        {
            replies.Add(next);
        }

        return replies;
    }

    protected async Task ExpectUnavailableAsync(params long[] requestIds)
    {
        var refused = new List<long>();
        foreach (var _ in requestIds)
        {
            var reply = await Asker.ExpectMsgAsync<RoomReply.Refused>();
            Assert.Equal(ChatError.Unavailable, reply.Error);
            refused.Add(reply.RequestId);
        }

        Assert.Equal(requestIds.Order(), refused.Order());
    }

    protected async Task<T> NewsAsync<T>()
        where T : RoomNews => (T)(await News.ExpectMsgAsync<RegistryCommands.Publish>()).News.Happened;
}
