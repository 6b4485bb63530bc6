using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A partition answers only under its lease, and each opening begins with an event of its own.</summary>
public sealed class LeasedPartitionSpecs : LeasedPartitionSpec
{
    [Fact]
    public async Task The_event_of_the_opening_is_in_journal_and_tables_before_anything_is_answered()
    {
        Journal.Writes.Shut();
        Start(Rooms);
        var journal = CreateTestProbe();
        Journal.Listener = journal;
        Post("a", 1);
        Assert.Empty(await AllBeforeAsync(Asker, "end"));
        Tables.HoldProjections();
        Journal.Writes.Open();
        await AwaitAssertAsync(() => Assert.Equal([(0, 1L)], Tables.AllHandedOver));
        Assert.Equal((0, 1), Opened.Count);
        Tables.LetProjectionsGoOn();
        await ExpectPostedAsync(1, seq: 1);
        Assert.Equal([(1L, (long?)1)], Openings());
        await ExpectOpenedAsync(1, follows: null);
    }

    [Fact]
    public async Task Without_leases_no_such_event_is_written()
    {
        Placement = PartitionPlacement.Alone;
        await StartAsync();
        await PostAsync("a");
        Assert.Empty(Openings());
    }

    [Fact]
    public async Task While_another_process_holds_the_lease_the_partition_waits_and_then_opens_with_a_higher_epoch()
    {
        Assert.Equal(1, (await Elsewhere.TakeAsync(0)).Epoch);
        Start(Rooms);
        for (var seconds = 0; seconds < 5; seconds++)
        {
            Pass(TimeSpan.FromSeconds(1));
            Assert.Equal((0, 1), Opened.Count);
        }

        await OpenAfterWaitingAsync();
        await ExpectOpenedAsync(2, follows: null);
        Assert.Equal([(1L, (long?)2)], Openings());
    }

    [Fact]
    public async Task A_lease_that_was_released_in_order_is_followed()
    {
        var before = await Elsewhere.TakeAsync(0);
        await Elsewhere.ReleaseAsync(0, before.Epoch!.Value, inOrder: true);
        await StartAsync();
        await ExpectOpenedAsync(2, follows: 1);
    }

    [Fact]
    public async Task As_long_as_the_lease_is_renewed_it_answers()
    {
        await StartAsync();
        await PostAsync("a");
        for (var seconds = 0; seconds < 20; seconds++)
        {
            await RenewAsync();
            Assert.Single(Assert.IsType<RoomReply.Page>(await AskAsync(Read(seconds + 1))).Messages);
        }
    }

    [Fact]
    public async Task Past_its_lease_nothing_is_answered_from_memory()
    {
        await StartAsync();
        await PostAsync("a");
        await AskAsync(new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 2, 1));

        // As after a process was frozen: no renewal has run, and nobody has told the partition.
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Here.Requests.Shut();
        Clock.Advance(LeaseLength - TimeSpan.FromMilliseconds(2));
        Assert.IsType<RoomReply.Page>(await AskAsync(Read(3)));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        RoomCommand[] requests =
        [
            Read(4), new RoomCommand.ShowSign(AliceAndBob.Number, Alice, 5, Sign.TypingOn), APost(Alice, "a", byCompanion: true, 6), APost(Alice, "b", byCompanion: true, 7),
            new RoomCommand.Open(AliceAndBob, Alice, 8), new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 9, 1),
        ];
        foreach (var request in requests)
        {
            Assert.Equal(new RoomReply.Refused(request.RequestId, ChatError.Unavailable), await AskAsync(request));
        }

        Assert.Equal(2, Journal.Stored[RoomWriter.PersistenceIdOf(0)].Values.Cast<RoomBatch>().Count(batch => batch.Events.Length > 0));
    }

    [Fact]
    public async Task What_was_read_from_the_tables_before_is_not_shown_past_the_lease()
    {
        await StartAsync(Rooms with { LatestMessages = 1 });
        await PostAsync("a");
        await PostAsync("b");
        Tables.Reads.Shut();
        Routes.Tell(Read(3), Asker);
        Here.Requests.Shut();
        await Partitions.Ask<ActorIdentity>(new Identify(null));
        Clock.Advance(LeaseLength);
        Tables.Reads.Open();
        await ExpectUnavailableAsync(3);
    }

    [Fact]
    public async Task A_lease_that_has_run_out_and_is_renewed_goes_on_in_the_same_epoch()
    {
        await StartAsync();
        await PostAsync("a");
        await ExpectOpenedAsync(1, follows: null);
        Here.Requests.FailWith(new IOException("no storage"));
        await PassRenewingAsync(LeaseLength + Rooms.LeaseRenewEvery);
        Assert.Equal(new RoomReply.Refused(2, ChatError.Unavailable), await AskAsync(Read(2)));
        Here.Requests.FailWith(null);
        await AwaitAssertAsync(async () =>
        {
            Pass(TimeSpan.FromMilliseconds(100));
            Assert.IsType<RoomReply.Page>(await AskAsync(Read(3)));
        });
        Assert.Equal((1, 1), Opened.Count);
        Assert.Equal(1, Leases.EpochOf(0));
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_for_twice_its_length_closes_the_partition_and_it_opens_with_a_higher_epoch()
    {
        await StartAsync();
        await PostAsync("a");
        await ExpectOpenedAsync(1, follows: null);
        Here.Requests.FailWith(new IOException("no storage"));
        await PassRenewingAsync((2 * LeaseLength) + Rooms.LeaseRenewEvery);
        await AwaitClosedAsync();
        Assert.Equal(new RoomReply.Refused(2, ChatError.Unavailable), await AskAsync(Read(2)));
        Here.Requests.FailWith(null);
        await OpenAfterWaitingAsync();
        await AwaitAssertAsync(() => Assert.Equal(2, Leases.EpochOf(0)));
        Assert.Equal(2, (await PostAgainAsync("b", 3)).Message.Seq);
        Assert.DoesNotContain(await AllBeforeAsync(News, "end"), news => news is RegistryCommands.EndSessions);
    }

    [Fact]
    public async Task A_lease_that_another_process_has_by_now_closes_the_partition_at_the_next_renewal()
    {
        await StartAsync();
        await ExpectOpenedAsync(1, follows: null);
        Here.Requests.Shut();
        Clock.Advance(LeaseLength);
        Assert.Equal(2, (await Elsewhere.TakeAsync(0)).Epoch);
        Here.Requests.Open();
        await AwaitClosedAsync();
        await Elsewhere.ReleaseAsync(0, 2, inOrder: true);
        await OpenAfterWaitingAsync();
        await ExpectOpenedAsync(3, follows: 2);
    }

    [Fact]
    public async Task After_a_failed_write_the_next_opening_follows_because_everything_was_published()
    {
        await StartAsync();
        await ExpectOpenedAsync(1, follows: null);
        Journal.Writes.FailWith(new IOException("disk full"));
        Post("a", 1);
        await ExpectUnavailableAsync(1);
        Journal.Writes.FailWith(null);
        await AwaitClosedAsync();
        await OpenAfterAsync(Rooms.RestartBackoffMin);
        await ExpectOpenedAsync(2, follows: 1);
        Assert.Equal([1L, 2], Openings().Select(opening => opening.Epoch!.Value));
    }

    [Fact]
    public async Task A_storage_that_is_away_at_the_opening_is_asked_again_after_the_back_off()
    {
        Here.Requests.FailWith(new IOException("no storage"));
        await EventFilter.Warning(contains: "starts again in 00:00:00.2000000").ExpectOneAsync(() =>
        {
            Start(Rooms);
            return Task.CompletedTask;
        });
        await SettledAsync();
        await EventFilter.Warning(contains: "starts again in 00:00:00.4000000").ExpectOneAsync(() =>
        {
            Pass(Rooms.RestartBackoffMin);
            return Task.CompletedTask;
        });
        Here.Requests.FailWith(null);
        await OpenAfterAsync(2 * Rooms.RestartBackoffMin);
        await ExpectOpenedAsync(1, follows: null);
    }

    [Fact]
    public async Task A_hand_over_gives_the_lease_back_in_order_once_all_nodes_have_what_was_published()
    {
        var published = new TaskCompletionSource();
        Placement = Placement with { PublishedEverywhere = _ => published.Task };
        await StartAsync();
        await PostAsync("a");
        HandOver();
        await AwaitClosedAsync();
        await FishAsync<WithdrawnHere>(Announced);
        Assert.Null((await Elsewhere.TakeAsync(0)).Epoch);
        Assert.Empty(await AllBeforeAsync(Operator, "end"));
        published.SetResult();
        await ExpectHandedOverAsync();
        Assert.Equal([(0, 1L, true)], Leases.Releases);
        Assert.Equal(new LeaseAnswer(2, 1, TimeSpan.Zero), await Elsewhere.TakeAsync(0));
    }

    [Fact]
    public async Task If_not_all_nodes_have_it_in_time_the_lease_is_not_given_back_in_order()
    {
        Placement = Placement with { PublishedEverywhere = _ => Task.FromException(new IOException("no link")) };
        await StartAsync();
        await PostAsync("a");
        HandOver();
        await ExpectHandedOverAsync();
        Assert.Equal([(0, 1L, false)], Leases.Releases);
    }

    [Fact]
    public async Task A_hand_over_that_hangs_ends_in_time_with_the_sessions_that_wait_and_not_in_order()
    {
        await StartAsync();
        await ShutWritesAsync("a", 1);
        HandOver();
        await AwaitClosedAsync();
        Assert.Empty(await AllBeforeAsync(Operator, "end"));
        Pass(Rooms.HandOverTimeout);
        await ExpectHandedOverAsync();
        Assert.Equal([Alice, Bob], new[] { await FishAsync<RegistryCommands.EndSessions>(News), await FishAsync<RegistryCommands.EndSessions>(News) }.Select(end => end.Login));
        Assert.Empty(await AllBeforeAsync(Asker, "nothing is refused that may be stored"));
        await AwaitAssertAsync(() => Assert.Equal([(0, 1L, false)], Leases.Releases));
        Journal.Writes.Open();
    }

    [Fact]
    public async Task A_lease_that_is_taken_during_a_hand_over_is_given_back()
    {
        Here.Answers.Shut();
        Start(Rooms);
        await AwaitAssertAsync(() => Assert.Equal(1, Leases.EpochOf(0)));
        HandOver();
        Assert.Empty(await AllBeforeAsync(Operator, "end"));
        Here.Answers.Open();
        await ExpectHandedOverAsync();
        Assert.Equal(2, (await Elsewhere.TakeAsync(0)).Epoch);
    }

    [Fact]
    public async Task A_partition_that_crashes_gives_its_lease_back_and_opens_with_a_higher_epoch()
    {
        await StartAsync();
        await PostAsync("a");
        await ExpectOpenedAsync(1, follows: null);
        Partition.Tell(Kill.Instance);
        await ExpectOpenedAsync(2, follows: null);
        Assert.True((await PostAgainAsync("a", 2)).Repeated);
    }

    private async Task OpenAfterWaitingAsync()
    {
        await AwaitAssertAsync(() =>
        {
            Pass(Rooms.RestartBackoffMin);
            Assert.Equal((1, 1), Opened.Count);
        });
    }

    /// <summary>A second passes, and the lease is renewed.</summary>
    private async Task RenewAsync()
    {
        Pass(Rooms.LeaseRenewEvery);
        await Task.Yield();
    }

    private async Task<RoomReply.Posted> PostAgainAsync(string clientId, long requestId) =>
        Assert.IsType<RoomReply.Posted>(await AskAsync(APost(Alice, clientId, byCompanion: true, requestId)));
}
