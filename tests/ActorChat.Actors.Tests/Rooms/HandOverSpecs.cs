using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A partition is handed over and opened again while its rooms are in use.</summary>
public sealed class HandOverSpecs : HandOverSpec
{
    /// <summary>The hand-overs must come in the middle of the load.</summary>
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(1);
    private static readonly RoomKey s_aliceAndCarol = RoomKey.Of(Alice, Carol);

    [Fact]
    public async Task What_is_in_flight_is_finished_and_published_before_the_partition_ends()
    {
        await StartAsync();
        await PostAsync("a");
        await ShutWritesAsync("b", 2);
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        Assert.Empty(await AllBeforeAsync(Operator, "end"));
        Journal.Writes.Open();
        await ExpectPostedAsync(2, seq: 2);
        await ExpectHandedOverAsync();
        Assert.Equal([1L, 2], Tables.MessagesOf(AliceAndBob).Select(message => message.Seq));
        Assert.Equal(4, (await NewsSoFarAsync()).OfType<RegistryCommands.Publish>().Count());
    }

    [Fact]
    public async Task A_request_that_comes_in_between_is_answered_by_the_next_owner()
    {
        await StartAsync();
        await PostAsync("a");
        HandOver();
        await ExpectHandedOverAsync();
        Post("b", 2);
        Assert.Empty(await AllBeforeAsync(Asker, "end"));
        OpenAgain();
        await ExpectPostedAsync(2, seq: 2);
        Post("a", 3);
        Assert.True((await ExpectPostedAsync(3, seq: 1)).Repeated);
        Assert.Equal((1, 1), Opened.Count);
    }

    [Fact]
    public async Task The_partition_ends_only_when_the_tables_hold_all_that_it_wrote()
    {
        await StartAsync();
        Tables.HoldProjections();
        await PostAsync("a");
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        Assert.Empty(await AllBeforeAsync(Operator, "end"));
        Tables.LetProjectionsGoOn();
        await ExpectHandedOverAsync();
        Assert.Equal(1, await Tables.OffsetAsync(0));
    }

    public static TheoryData<int> Runs => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("HAND_OVER_RUNS") ?? "3", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Under_load_nothing_is_lost_or_doubled_each_senders_order_stays_and_no_session_ends(int run)
    {
        const int Each = 300;
        Assert.True(run > 0);
        await StartAsync();
        (Login Author, RoomKey Room)[] senders = [(Alice, AliceAndBob), (Bob, AliceAndBob), (Alice, s_aliceAndCarol), (Carol, s_aliceAndCarol)];
        var done = CreateTestProbe("done");
        var shared = new SessionContext(Routes, Registry, Accounts, new MemoryChats(), Sessions, Clock, "epoch");
        foreach (var (author, room) in senders)
        {
            Sys.ActorOf(Props.Create(() => new PostingSession(shared, author, room, Each, done)));
        }

        for (var round = 0; round < 10; round++)
        {
            await AwaitAssertAsync(() => Assert.Equal((1, 1), Opened.Count), interval: s_often);
            var before = Tables.MessagesOf(AliceAndBob).Count;
            await AwaitConditionAsync(() => Tables.MessagesOf(AliceAndBob).Count > before || before == 2 * Each, null, s_often);
            HandOver();
            await ExpectHandedOverAsync();
            OpenAgain();
        }

        foreach (var _ in senders)
        {
            Assert.Equal("done", await done.ExpectMsgAsync<string>());
        }

        foreach (var (author, room) in senders)
        {
            var written = Tables.MessagesOf(room).Where(message => message.Author == author).Select(message => message.ClientMessageId);
            Assert.Equal(Enumerable.Range(1, Each).Select(number => $"m{number}"), written);
        }

        Assert.Equal(Enumerable.Range(1, 2 * Each).Select(seq => (long)seq), Tables.MessagesOf(AliceAndBob).Select(message => message.Seq));
        var ids = senders.Select(sender => sender.Room).Distinct().SelectMany(room => Tables.MessagesOf(room)).Select(message => message.Id).ToList();
        Assert.Equal(4 * Each, ids.Distinct().Count());
        Assert.DoesNotContain(await NewsSoFarAsync(), news => news is RegistryCommands.EndSessions);
    }

    [Fact]
    public async Task While_there_is_no_owner_the_request_above_the_bound_is_unavailable_and_after_a_time_all_are()
    {
        await StartAsync(Rooms with { MaxWaitingWhileMoving = 2 });
        HandOver();
        await ExpectHandedOverAsync();
        Post("a", 1);
        Post("b", 2);
        Post("c", 3);
        await ExpectUnavailableAsync(3);
        Pass(Rooms.MovingTimeout);
        await ExpectUnavailableAsync(1);
        await ExpectUnavailableAsync(2);
        OpenAgain();
        await AwaitAssertAsync(() => Assert.Equal((1, 1), Opened.Count));
        await PostAsync("a");
        Assert.Single(Tables.MessagesOf(AliceAndBob));
    }

    [Fact]
    public async Task A_request_that_reaches_the_old_owner_too_late_is_moved()
    {
        await StartAsync();
        var old = Routes[0].Owner!;
        await ShutWritesAsync("a", 1);
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        old.Tell(APost(Alice, "b", byCompanion: true, 2), Asker);
        Assert.Equal(new RoomReply.Moved(2), await Asker.ExpectMsgAsync<RoomReply>());
        Journal.Writes.Open();
        await ExpectPostedAsync(1, seq: 1);
        await ExpectHandedOverAsync();
        old.Tell(APost(Alice, "c", byCompanion: true, 3), Asker);
        Assert.Equal(new RoomReply.Moved(3), await Asker.ExpectMsgAsync<RoomReply>());
    }

    [Fact]
    public async Task A_write_that_fails_during_the_hand_over_is_unavailable_and_ends_no_session()
    {
        await StartAsync();
        await PostAsync("a");
        await ShutWritesAsync("b", 2);
        HandOver();
        Journal.Writes.FailWith(new IOException("disk full"));
        Journal.Writes.Open();
        await ExpectUnavailableAsync(2);
        await ExpectHandedOverAsync();
        Journal.Writes.FailWith(null);
        OpenAgain();
        Post("b", 3);
        Assert.False((await ExpectPostedAsync(3, seq: 2)).Repeated);
        Assert.DoesNotContain(await NewsSoFarAsync(), news => news is RegistryCommands.EndSessions);
    }

    [Fact]
    public async Task A_partition_that_crashes_during_the_hand_over_just_ends()
    {
        await StartAsync();
        Tables.HoldProjections();
        await PostAsync("a");
        HandOver();
        Partition.Tell(Kill.Instance);
        await ExpectHandedOverAsync();
        Tables.LetProjectionsGoOn();
        OpenAgain();
        Post("a", 2);
        Assert.True((await ExpectPostedAsync(2, seq: 1)).Repeated);
    }

    [Fact]
    public async Task A_partition_that_is_still_opening_is_handed_over_as_well()
    {
        Tables.Offsets.Shut();
        Start(Rooms);
        HandOver();
        await ExpectHandedOverAsync();
        Tables.Offsets.Open();
        OpenAgain();
        await AwaitAssertAsync(() => Assert.Equal((1, 1), Opened.Count));
        await PostAsync("a");
    }

    [Fact]
    public async Task A_partition_that_is_not_here_is_handed_over_at_once_and_one_that_is_open_is_not_opened_again()
    {
        await StartAsync();
        OpenAgain();
        await PostAsync("a");
        HandOver();
        HandOver();
        await ExpectHandedOverAsync();
        await ExpectHandedOverAsync();
        HandOver();
        await ExpectHandedOverAsync();
        Assert.Null(Routes[0].Owner);
    }

    [Fact]
    public async Task A_partition_that_was_stopped_is_opened_again_and_answers_what_came_meanwhile()
    {
        await StartAsync();
        await PostAsync("a");
        Sys.Stop(Routes[0].Owner!);
        await AwaitAssertAsync(() => Assert.Null(Routes[0].Owner));
        Post("b", 2);
        Pass(Rooms.RestartBackoffMin);
        await ExpectPostedAsync(2, seq: 2);
    }

    [Fact]
    public async Task A_parent_that_starts_again_leads_the_routes_to_its_new_partitions()
    {
        await StartAsync();
        await PostAsync("a");
        var (old, epoch) = (Routes[0].Owner!, Routes[0].Epoch);
        Watch(old);
        Partitions.Tell(new PartitionCommands.HandOver(-1));
        await ExpectTerminatedAsync(old);
        Post("b", 2);
        await ExpectPostedAsync(2, seq: 2);
        Assert.True(Routes[0].Epoch > epoch);
    }

    private Task<List<object>> NewsSoFarAsync() => AllBeforeAsync(News, "end");

    /// <summary>Posts numbered messages, some at a time, and asks as sessions do.</summary>
    private sealed class PostingSession : UntypedActor
    {
        private const int Window = 8;

        private readonly RoomRequests _requests;
        private readonly RoomKey _room;
        private readonly int _messages;
        private readonly IActorRef _done;
        private int _underWay;
        private int _last;

        public PostingSession(SessionContext shared, Login author, RoomKey room, int messages, IActorRef done)
        {
            (_room, _messages, _done) = (room, messages, done);
            _requests = new RoomRequests(author, shared, Self, new SessionTimers(Context));
        }

        protected override void PreStart() => Send();

        protected override void OnReceive(object message)
        {
            if (message is not RoomReply reply || (_requests.Take(reply) is not null && reply is not RoomReply.Posted { Repeated: false }))
            {
                _done.Tell($"got {message}");
            }
            else if (reply is not RoomReply.Moved)
            {
                _underWay--;
                Send();
            }
        }

        private void Send()
        {
            while (_last < _messages && _underWay < Window)
            {
                _underWay++;
                _requests.Post(new SessionCommands.SendMessage(Tag("message"), null, _room.Number, "hello", $"m{++_last}"), _room.Number, _room);
            }

            if (_last == _messages && _underWay == 0)
            {
                _done.Tell("done");
            }
        }
    }
}
