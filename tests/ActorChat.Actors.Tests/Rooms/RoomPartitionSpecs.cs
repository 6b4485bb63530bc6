using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomPartitionSpecs : ActorSpec
{
    private readonly TestProbe _asker;
    private PartitionsOpen _open = new(1);

    public RoomPartitionSpecs() => _asker = CreateTestProbe("asker");

    [Fact]
    public async Task A_message_goes_from_the_journal_to_the_tables_and_to_both_users()
    {
        var partition = await StartAsync();
        var posted = await PostAsync(partition, "c");
        Assert.Equal((1, Alice), (posted.Message.Seq, posted.Message.Author));
        Assert.True(posted.Message.Id > 0);
        Assert.Equal([posted.Message], Tables.MessagesOf(AliceAndBob));
        Assert.Equal([Alice, Bob], new[] { (await News.ExpectMsgAsync<RegistryCommands.Publish>()).Login, (await News.ExpectMsgAsync<RegistryCommands.Publish>()).Login });
    }

    [Fact]
    public async Task After_an_erasure_was_announced_the_user_is_erased_in_every_awake_room()
    {
        var partition = await StartAsync();
        await PostAsync(partition, "c");
        partition.Tell(new PartitionCommands.UserErased(Bob), _asker);
        Post(partition, "d", 2);
        await _asker.ExpectMsgAsync<PartitionCommands.UserForgotten>();
        Assert.Equal(ChatError.UserNotFound, (await _asker.ExpectMsgAsync<RoomReply.Refused>()).Error);
        Post(partition, "c", 3);
        Assert.True((await _asker.ExpectMsgAsync<RoomReply.Posted>()).Repeated);
    }

    [Fact]
    public async Task A_failed_write_answers_unavailable_to_all_in_flight_and_publishes_nothing()
    {
        var partition = await StartAsync();
        var journal = CreateTestProbe();
        Journal.Listener = journal;
        Journal.Writes.Shut();
        Post(partition, "a", 1);
        await journal.ExpectMsgAsync<JournalControl.WriteAsked>();
        Post(partition, "b", 2);
        Post(partition, "a", 3);
        partition.Tell(new RoomCommand.Open(RoomKey.Of(Alice, Carol), Alice, 4), _asker);
        await ListAwakeAsync(partition);
        Journal.Writes.FailWith(new IOException("disk full"));
        Journal.Writes.Open();
        var refused = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            var reply = await _asker.ExpectMsgAsync<RoomReply.Refused>();
            Assert.Equal(ChatError.Unavailable, reply.Error);
            refused.Add(reply.RequestId);
        }

        Assert.Equal([1L, 2, 3, 4], refused.Order());
        Assert.Empty(await AllBeforeAsync(News, "end"));
        Assert.Empty(Tables.MessagesOf(AliceAndBob));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_failed_write_it_is_unavailable_for_the_back_off_and_continues_without_a_gap(bool rejected)
    {
        var partition = await StartAsync();
        await PostAsync(partition, "a");
        await FailAsync(partition, rejected);
        Assert.Equal((0, 1), _open.Count);
        Post(partition, "c", 7);
        Assert.Equal(new RoomReply.Refused(7, ChatError.Unavailable), await _asker.ExpectMsgAsync<RoomReply>());
        Pass(Rooms.RestartBackoffMin - TimeSpan.FromMilliseconds(1));
        Post(partition, "c", 8);
        Assert.Equal(new RoomReply.Refused(8, ChatError.Unavailable), await _asker.ExpectMsgAsync<RoomReply>());

        Pass(TimeSpan.FromMilliseconds(1));
        await OpenAgainAsync();
        var next = await PostAsync(partition, "b");
        Assert.Equal((2, false), (next.Message.Seq, next.Repeated));
        Assert.Equal((1, true), (await PostAsync(partition, "a")) is var first ? (first.Message.Seq, first.Repeated) : default);
        Assert.Equal([1L, 2], Tables.MessagesOf(AliceAndBob).Select(message => message.Seq));
    }

    [Fact]
    public async Task Each_failure_to_start_doubles_the_back_off_up_to_its_bound()
    {
        var settings = Rooms with { RestartBackoffMin = TimeSpan.FromMilliseconds(100), RestartBackoffMax = TimeSpan.FromMilliseconds(300) };
        Tables.Offsets.FailWith(new IOException("no disk"));
        IActorRef partition = ActorRefs.Nobody;
        await ClosedForAsync("00:00:00.1000000", () => partition = Sys.ActorOf(RoomPartition.Props(0, 1, Services(settings))));
        await ListAwakeAsync(partition);
        await ClosedForAsync("00:00:00.2000000", () => Pass(TimeSpan.FromMilliseconds(100)));
        await ListAwakeAsync(partition);
        await ClosedForAsync("00:00:00.3000000", () => Pass(TimeSpan.FromMilliseconds(200)));
        await ListAwakeAsync(partition);
        Tables.Offsets.FailWith(null);
        Pass(TimeSpan.FromMilliseconds(300));
        await OpenAgainAsync();
    }

    [Fact]
    public async Task A_partition_that_opens_and_fails_at_each_write_backs_off_until_it_has_stayed_open()
    {
        var partition = await StartAsync(Rooms with { RestartBackoffMin = TimeSpan.FromMilliseconds(100), RestartBackoffMax = TimeSpan.FromMilliseconds(300) });
        foreach (var pause in new[] { 100, 200, 300 })
        {
            await ClosedForAsync($"00:00:00.{pause}0000", () => FailAsync(partition, rejected: false));
            Pass(TimeSpan.FromMilliseconds(pause));
            await OpenAgainAsync();
            await ListAwakeAsync(partition);
        }

        Pass(TimeSpan.FromMilliseconds(300));
        await ClosedForAsync("00:00:00.1000000", () => FailAsync(partition, rejected: false));
    }

    [Fact]
    public async Task A_room_that_fails_ends_its_users_sessions_and_refuses_nothing_that_may_be_stored()
    {
        var partition = await StartAsync();
        await PostAsync(partition, "a");
        var journal = CreateTestProbe();
        Journal.Listener = journal;
        Journal.Writes.Shut();
        Post(partition, "b", 2);
        await journal.ExpectMsgAsync<JournalControl.WriteAsked>();

        // An event that the room never appended.
        Sys.ActorSelection(partition.Path / "*").Tell(new WriterCommands.Appended(new RoomBatch(1, []), 0, 1));
        var ended = new[] { await FishAsync<RegistryCommands.EndSessions>(News), await FishAsync<RegistryCommands.EndSessions>(News) };
        Assert.Equal([(Alice, CloseReason.SessionFailed), (Bob, CloseReason.SessionFailed)], ended.Select(end => (end.Login, end.Reason)));
        Assert.All(ended, end => Assert.Null(end.TokenIds));

        Journal.Writes.Open();
        Assert.Equal((2, true), await PostAsync(partition, "b") is var again ? (again.Message.Seq, again.Repeated) : default);
    }

    [Fact]
    public async Task A_restarted_server_knows_everything_from_journal_and_tables()
    {
        var partition = await StartAsync();
        await PostAsync(partition, "a");
        await PostAsync(partition, "b");
        await AskAsync<RoomReply.Marked>(partition, new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 5, 1));
        Watch(partition);
        Sys.Stop(partition);
        await ExpectTerminatedAsync(partition);
        Assert.Equal((0, 1), _open.Count);
        Tables.FallBackTo(0, 1);

        partition = await StartAsync();
        var page = await AskAsync<RoomReply.Page>(partition, new RoomCommand.ReadHistory(AliceAndBob.Number, Bob, 6, null, null, 50));
        Assert.Equal([1L, 2], page.Messages.Select(message => message.Seq));
        Assert.Equal(1, page.SecondReadUpTo);
        Assert.True((await PostAsync(partition, "b")).Repeated);
        Assert.Equal(3, (await PostAsync(partition, "c")).Message.Seq);
    }

    [Fact]
    public async Task A_room_put_to_sleep_and_woken_knows_everything()
    {
        var partition = await StartAsync();
        await PostAsync(partition, "a");
        await PostAsync(partition, "b");
        await AskAsync<RoomReply.Marked>(partition, new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 5, 1));
        Assert.Equal(1, (await ListAwakeAsync(partition)).Count);
        await AwaitAssertAsync(async () =>
        {
            Sweep();
            Assert.Equal(0, (await ListAwakeAsync(partition)).Count);
        });

        var again = await PostAsync(partition, "a");
        Assert.Equal((1, true, true), (again.Message.Seq, again.Repeated, again.IsRead));
        Assert.Equal(1, (await AskAsync<RoomReply.Marked>(partition, new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 6, 1))).Seq);
        Assert.Equal(3, (await PostAsync(partition, "c")).Message.Seq);
    }

    [Fact]
    public async Task Asking_for_a_room_that_does_not_exist_keeps_none_awake()
    {
        var partition = await StartAsync();
        Assert.Equal(ChatError.RoomNotFound, (await AskAsync<RoomReply.Refused>(partition, new RoomCommand.ReadHistory(AliceAndBob.Number, Bob, 1, null, null, 50))).Error);
        await AwaitAssertAsync(async () => Assert.Equal(0, (await ListAwakeAsync(partition)).Count));
        Assert.Equal(1, (await PostAsync(partition, "a")).Message.Seq);
        Assert.Equal(1, (await ListAwakeAsync(partition)).Count);
    }

    [Fact]
    public async Task A_room_in_use_is_not_put_to_sleep()
    {
        var partition = await StartAsync();
        for (var i = 1; i <= 12; i++)
        {
            Assert.Equal(i, (await PostAsync(partition, $"c{i}")).Message.Seq);
            Sweep();
            Assert.Equal(1, (await ListAwakeAsync(partition)).Count);
        }
    }

    [Fact]
    public async Task Requests_that_come_while_a_room_falls_asleep_are_not_lost()
    {
        // In each round the room's end and the next request race. Whoever wins, every request is answered once and in order.
        var partition = await StartAsync();
        for (var i = 1; i <= 40; i++)
        {
            for (var sweeps = 0; sweeps < 6; sweeps++)
            {
                Sweep();
            }

            Post(partition, $"a{i}", i);
            Post(partition, $"b{i}", 1000 + i);
            Assert.Equal((i, (2 * i) - 1), (await _asker.ExpectMsgAsync<RoomReply.Posted>()) is var first ? (first.RequestId, first.Message.Seq) : default);
            Assert.Equal((1000 + i, 2 * i), (await _asker.ExpectMsgAsync<RoomReply.Posted>()) is var second ? (second.RequestId, second.Message.Seq) : default);
        }
    }

    [Fact]
    public async Task A_full_budget_of_the_partition_is_unavailable_until_the_journal_continues()
    {
        var partition = await StartAsync(Rooms with { MaxPendingAppends = 3 });
        await PostAsync(partition, "a");
        Journal.Writes.Shut();
        for (var i = 1; i <= 4; i++)
        {
            Post(partition, $"b{i}", i);
        }

        Assert.Equal(new RoomReply.Refused(4, ChatError.Unavailable), await _asker.ExpectMsgAsync<RoomReply>());
        Journal.Writes.Open();
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(1 + i, (await _asker.ExpectMsgAsync<RoomReply.Posted>()).Message.Seq);
        }

        Assert.Equal(5, (await PostAsync(partition, "c")).Message.Seq);
    }

    private async Task<IActorRef> StartAsync(RoomSettings? settings = null)
    {
        _open = new PartitionsOpen(1);
        var partition = Sys.ActorOf(RoomPartition.Props(0, 1, Services(settings ?? Rooms)));
        await _open.Ready.WaitAsync(TimeSpan.FromSeconds(60));
        await ListAwakeAsync(partition);
        return partition;
    }

    /// <summary>Without jitter: the pauses are known.</summary>
    private RoomServices Services(RoomSettings settings) => new(Tables, Registry, settings, Clock, _open) { Chance = () => 0 };

    private async Task FailAsync(IActorRef partition, bool rejected)
    {
        Journal.RejectNext = rejected;
        Journal.Writes.FailWith(rejected ? null : new IOException("disk full"));
        Post(partition, "b", 6);
        Assert.Equal(new RoomReply.Refused(6, ChatError.Unavailable), await _asker.ExpectMsgAsync<RoomReply>());
        Journal.Writes.FailWith(null);
        await ListAwakeAsync(partition);
    }

    private Task OpenAgainAsync() => AwaitAssertAsync(() => Assert.Equal((1, 1), _open.Count));

    private void Sweep() => Pass(Rooms.IdleTimeout / 4);

    private void Post(IActorRef partition, string clientId, long requestId) =>
        partition.Tell(APost(Alice, clientId, byCompanion: true, requestId), _asker);

    private Task<RoomReply.Posted> PostAsync(IActorRef partition, string clientId) => AskAsync<RoomReply.Posted>(partition, APost(Alice, clientId, byCompanion: true, 1));

    private async Task<T> AskAsync<T>(IActorRef partition, RoomCommand command)
        where T : RoomReply
    {
        partition.Tell(command, _asker);
        return await _asker.ExpectMsgAsync<T>();
    }

    /// <summary>Answered once the partition has handled everything before.</summary>
    private static Task<PartitionCommands.Awake> ListAwakeAsync(IActorRef partition) =>
        partition.Ask<PartitionCommands.Awake>(new PartitionCommands.ListAwake(10), TimeSpan.FromSeconds(60));

    private Task ClosedForAsync(string pause, Action action) => ClosedForAsync(pause, () =>
    {
        action();
        return Task.CompletedTask;
    });

    private Task ClosedForAsync(string pause, Func<Task> action) => EventFilter.Warning(contains: $"starts again in {pause}").ExpectOneAsync(action);
}
