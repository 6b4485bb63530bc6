using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A journal write whose answer is lost: it may be stored or not.</summary>
public sealed class UnknownOutcomeSpecs : HandOverSpec
{
    private sealed class AnswerLostException() : Exception("the answer was lost"), IUnknownOutcome;

    [Fact]
    public async Task What_was_being_written_is_not_refused_and_the_sessions_of_both_users_end()
    {
        await StartAsync();
        await PostAsync("a");
        await ShutWritesAsync("b", 2);
        Post("b", 3);
        await SettledAsync();
        await LoseAnswerAsync();
        await ExpectSessionsEndedAsync();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        Assert.Empty(await AllBeforeAsync(Asker, "neither the message nor its repeat is refused"));
    }

    [Fact]
    public async Task What_had_only_been_gathered_is_refused_and_is_never_stored()
    {
        await StartAsync();
        await PostAsync("a");
        await ShutWritesAsync("b", 2);
        Post("c", 3);
        Routes.Tell(new RoomCommand.Open(RoomKey.Of(Alice, Carol), Alice, 4), Asker);
        await SettledAsync();
        await LoseAnswerAsync();
        var refused = new[] { await Asker.ExpectMsgAsync<RoomReply.Refused>(), await Asker.ExpectMsgAsync<RoomReply.Refused>() };
        Assert.Equal([3L, 4], refused.Select(reply => reply.RequestId).Order());
        await ExpectSessionsEndedAsync();
        await OpenAgainLaterAsync();
        await PostAsync("d");
        Assert.Equal(["a", "d"], Tables.MessagesOf(AliceAndBob).Select(message => message.ClientMessageId));
        Assert.DoesNotContain(await AllBeforeAsync(News, "end"), news => news is RegistryCommands.EndSessions { Login: var login } && login == Carol);
    }

    [Fact]
    public async Task From_then_on_the_room_answers_nothing_before_the_next_opening()
    {
        await StartAsync();
        await PostAsync("a");
        var partition = Routes[0].Owner!;
        await ShutWritesAsync("b", 2);
        await LoseAnswerAsync();
        await ExpectSessionsEndedAsync();
        partition.Tell(new RoomCommand.ReadHistory(AliceAndBob.Number, Alice, 3, null, null, 50), Asker);
        await ExpectUnavailableAsync(3);
    }

    [Fact]
    public async Task An_operators_request_is_refused_because_it_can_be_repeated()
    {
        await StartAsync();
        await PostAsync("a");
        var journal = CreateTestProbe();
        Journal.Listener = journal;
        Journal.Writes.Shut();
        Routes.Tell(new RoomCommand.EraseAuthor(AliceAndBob.Number, Alice, 9), Asker);
        await journal.ExpectMsgAsync<JournalControl.WriteAsked>();
        await LoseAnswerAsync();
        await ExpectUnavailableAsync(9);
    }

    [Fact]
    public async Task A_writer_that_ends_during_a_write_leaves_its_outcome_open_too()
    {
        await StartAsync();
        await ShutWritesAsync("a", 1);
        Sys.ActorSelection(Partitions.Path / "*" / "*").Tell(ProjectionLost.Instance);
        await ExpectSessionsEndedAsync();
        Journal.Writes.Open();
        await AwaitAssertAsync(() => Assert.NotEmpty(Journal.Stored));
        await OpenAgainLaterAsync();
        Post("a", 2);
        Assert.True((await ExpectPostedAsync(2, seq: 1)).Repeated);
    }

    /// <summary>The room has handled everything before.</summary>
    private async Task SettledAsync()
    {
        Routes.Tell(new RoomCommand.ShowSign(AliceAndBob.Number, Alice, 99, Sign.TypingOn), Asker);
        await Asker.ExpectMsgAsync<RoomReply.SignTaken>();
    }

    private Task LoseAnswerAsync()
    {
        Journal.Writes.FailWith(new AnswerLostException());
        Journal.Writes.Open();
        return Task.CompletedTask;
    }

    private async Task OpenAgainLaterAsync()
    {
        Journal.Writes.FailWith(null);
        await AwaitAssertAsync(() =>
        {
            Pass(Rooms.RestartBackoffMin);
            Assert.Equal((1, 1), Opened.Count);
        });
    }

    private async Task ExpectSessionsEndedAsync()
    {
        var ended = new[] { await FishAsync<RegistryCommands.EndSessions>(News), await FishAsync<RegistryCommands.EndSessions>(News) };
        Assert.Equal([(Alice, CloseReason.SessionFailed), (Bob, CloseReason.SessionFailed)], ended.Select(end => (end.Login, end.Reason)));
    }
}
