using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A partition is handed over at an unusual moment, or twice.</summary>
public sealed class HandOverMomentSpecs : HandOverSpec
{
    [Fact]
    public async Task A_partition_whose_tables_still_lag_behind_its_journal_is_handed_over_once_they_hold_all_of_it()
    {
        await StartAsync();
        await PostAsync("a");
        HandOver();
        await ExpectHandedOverAsync();
        Tables.FallBackTo(0, 0);
        Tables.HoldProjections();
        var tables = Listen();
        OpenAgain();
        await FishAsync<MemoryTables.HandedOver>(tables);
        HandOver();
        await Partitions.Ask<ActorIdentity>(new Identify(null));
        Partition.Tell(new PartitionCommands.ListAwake(0), Operator);
        await Operator.ExpectMsgAsync<PartitionCommands.Awake>();
        Tables.LetProjectionsGoOn();
        await ExpectHandedOverAsync();
        Assert.Equal(1, await Tables.OffsetAsync(0));
    }

    [Fact]
    public async Task The_last_request_decides_whether_a_partition_that_is_leaving_is_opened_again()
    {
        await StartAsync();
        await ShutWritesAsync("a", 1);
        var tables = Listen();
        HandOver();
        OpenAgain();
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        Journal.Writes.Open();
        await ExpectHandedOverAsync();
        await ExpectHandedOverAsync();
        await ExpectNotOpenedAsync(tables);
    }

    [Fact]
    public async Task A_partition_that_was_handed_over_is_not_opened_again_because_it_had_stopped_before()
    {
        await StartAsync();
        Sys.Stop(Routes[0].Owner!);
        await AwaitAssertAsync(() => Assert.Null(Routes[0].Owner));
        var tables = Listen();
        HandOver();
        await ExpectHandedOverAsync();
        Pass(Rooms.RestartBackoffMax);
        await ExpectNotOpenedAsync(tables);
    }

    [Fact]
    public async Task A_request_whose_sender_waits_for_no_reply_goes_to_the_next_owner()
    {
        await StartAsync();
        await PostAsync("a");
        var old = Routes[0].Owner!;
        await ShutWritesAsync("b", 2);
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        old.Tell(Typing(true), Asker);
        Journal.Writes.Open();
        await ExpectPostedAsync(2, seq: 2);
        await ExpectHandedOverAsync();
        old.Tell(Typing(false), Asker);
        OpenAgain();
        await ShownTypingAsync(true);
        await ShownTypingAsync(false);
    }

    [Fact]
    public async Task A_room_that_finishes_learns_that_a_user_was_erased()
    {
        await StartAsync();
        Tables.Reads.Shut();
        var tables = Listen();
        Post("a", 1);
        await FishAsync<MemoryTables.Asked>(tables, asked => asked.Method == nameof(MemoryTables.LoadRoomAsync));
        HandOver();
        await AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));
        Partition.Tell(new PartitionCommands.UserErased(Bob), Operator);
        await Operator.ExpectMsgAsync<PartitionCommands.UserForgotten>();
        Tables.Reads.Open();
        Assert.Equal(new RoomReply.Refused(1, ChatError.UserNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        await ExpectHandedOverAsync();
    }

    private static RoomCommand.ShowSign Typing(bool typing) => new(AliceAndBob.Number, Alice, RoomCommand.Unasked, Sign.Typing(typing));

    private async Task ShownTypingAsync(bool typing) =>
        await FishAsync<RegistryCommands.Publish>(News, publish => publish.News.Happened is RoomNews.SignShown shown && shown.Sign == Sign.Typing(typing));

    private TestProbe Listen()
    {
        var tables = CreateTestProbe("tables");
        Tables.Listener = tables;
        return tables;
    }

    /// <summary>A partition that opens asks the tables first.</summary>
    private async Task ExpectNotOpenedAsync(TestProbe tables)
    {
        HandOver();
        await ExpectHandedOverAsync();
        Assert.DoesNotContain(new MemoryTables.Asked(nameof(MemoryTables.OffsetAsync)), await AllBeforeAsync(tables, "end"));
    }
}
