using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;

namespace ActorChat.Actors.Tests.Sessions;

/// <summary>History pages of one session: as many at once as its client's send queue allows, the others after them.</summary>
public sealed class PagesSpecs : SessionActorSpec
{
    private const int PageBytes = 100;

    private static readonly SessionSettings TwoAtOnce = ActorSpec.Sessions with { Page = new PageSettings(PageBytes, 2 * PageBytes) };

    [Fact]
    public async Task A_page_is_requested_only_while_the_unsent_ones_leave_room_for_it()
    {
        var session = await OpenAsync(TwoAtOnce);
        Have(session, 5);
        var asked = new[] { await AskedAsync(), await AskedAsync() };
        await NothingAskedAsync(session);
        Reply(session, asked[0]);
        asked[0] = await AskedAsync();
        await NothingAskedAsync(session);
        Reply(session, asked[1]);
        await AskedAsync();
    }

    [Fact]
    public async Task A_page_waits_while_earlier_ones_wait_for_the_client_and_continues_when_it_takes_them()
    {
        var session = await OpenAsync(TwoAtOnce);
        Have(session, 3);
        var asked = new[] { await AskedAsync(), await AskedAsync() };
        Connection.UnsentBytes = 2 * PageBytes;
        Reply(session, asked[0]);
        Reply(session, asked[1]);
        await NothingAskedAsync(session);
        Assert.True(Connection.IsAsked);
        Connection.Take(session);
        await AskedAsync();
    }

    [Fact]
    public async Task Other_requests_do_not_wait_for_pages()
    {
        var session = await OpenAsync(TwoAtOnce);
        Have(session, 3);
        session.Tell(new SessionCommands.MarkRead(Tag("read"), Number, 1));
        await AskedAsync();
        await AskedAsync();
        await Room.ExpectMsgAsync<RoomCommand.MarkRead>();
    }

    [Fact]
    public async Task A_page_that_no_room_answers_in_time_makes_room_for_the_next()
    {
        var session = await OpenAsync(TwoAtOnce);
        Have(session, 3);
        await AskedAsync();
        await AskedAsync();
        Pass(TwoAtOnce.RequestTimeout);
        await ExpectRefusedAsync("have_room", ChatError.Unavailable);
        await ExpectRefusedAsync("have_room", ChatError.Unavailable);
        await AskedAsync();
    }

    [Fact]
    public async Task A_client_that_asks_for_pages_and_takes_nothing_is_closed_as_too_slow_in_time()
    {
        var session = await OpenAsync(TwoAtOnce);
        Watch(session);
        Connection.UnsentBytes = 2 * PageBytes;
        Have(session, 1);
        await SettledAsync(session);
        Pass(TwoAtOnce.UnreadTimeout);
        Assert.Equal(CloseReason.SlowConsumer, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
        await ExpectTerminatedAsync(session);
    }

    [Fact]
    public async Task A_client_that_takes_a_little_each_time_is_not_closed()
    {
        var session = await OpenAsync(TwoAtOnce);
        Connection.UnsentBytes = 2 * PageBytes;
        Have(session, 1);
        await SettledAsync(session);
        for (var round = 0; round < 5; round++)
        {
            Connection.TakeSome(session);
            await SettledAsync(session);
            Pass(TwoAtOnce.UnreadTimeout);
            await SettledAsync(session);
        }

        Assert.Empty(await AllBeforeAsync(Client, "end"));
        await NothingAskedAsync(session);
        Connection.Take(session);
        await AskedAsync();
    }

    [Fact]
    public async Task A_session_that_leaves_answers_the_pages_that_wait_first()
    {
        var session = await OpenAsync(TwoAtOnce);
        Have(session, 3);
        var asked = new[] { await AskedAsync(), await AskedAsync() };
        session.Tell(new SessionCommands.Leave(CloseReason.ServerStopping));
        Reply(session, asked[0]);
        Reply(session, asked[1]);
        Reply(session, await AskedAsync());
        for (var page = 0; page < 3; page++)
        {
            Assert.IsType<Answer.History>(await AnswerAsync("have_room"));
        }

        Assert.Equal(CloseReason.ServerStopping, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    private static void Have(IActorRef session, int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            session.Tell(new SessionCommands.HaveRoom(Tag("have_room"), Number, null, null, 50));
        }
    }

    private async Task<RoomCommand.ReadHistory> AskedAsync() => await Room.ExpectMsgAsync<RoomCommand.ReadHistory>();

    private async Task NothingAskedAsync(IActorRef session)
    {
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "end"));
    }

    private static void Reply(IActorRef session, RoomCommand.ReadHistory read) =>
        session.Tell(new RoomReply.Page(read.RequestId, Data.AliceAndBob, [], false, 0, 0));
}
