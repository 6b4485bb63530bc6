using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>What a block means for the rules of a room: Alice blocks Bob.</summary>
public sealed class BlockSpecs
{
    private static readonly RoomRules s_rules = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), true);
    private static readonly RoomState s_unopened = RoomState.Unopened(AliceAndBob).Apply(new CompanionBlocked(AliceAndBob, Alice, true, Noon));

    private static readonly RoomState s_room = s_unopened.Apply(new RoomOpened(AliceAndBob, Noon))
        .Apply(new MessagePosted(AliceAndBob, AMessage(1, Bob, "c"), 1)).Apply(new MessagePosted(AliceAndBob, AMessage(2, Alice), 1));

    [Fact]
    public void A_user_blocks_the_companion_before_their_room_is_opened_too()
    {
        var decision = RoomState.Unopened(AliceAndBob).Decide(Set(ALogin("ALICE"), true), Noon);
        Assert.Equal(new CompanionBlocked(AliceAndBob, Alice, true, Noon), decision.Happened);
        Assert.Null(decision.Opening);
        Assert.True(s_unopened is { FirstBlocks: true, SecondBlocks: false, AnyBlocks: true, Exists: false });
        Assert.True(s_unopened.IsBlocked(Bob));
        Assert.False(s_unopened.IsBlocked(Alice));
    }

    [Fact]
    public void Who_blocks_or_lifts_a_block_again_changes_nothing()
    {
        Assert.Equal(Decision.AsBefore(new RoomReply.BlockTaken(1)), s_unopened.Decide(Set(Alice, true), Noon));
        Assert.Equal(Decision.AsBefore(new RoomReply.BlockTaken(1)), s_unopened.Decide(Set(Bob, false), Noon));
        var lifted = s_room.Apply(s_room.Decide(Set(Alice, false), Noon).Happened!);
        Assert.False(lifted.AnyBlocks);
        Assert.Equal(DecisionKind.Nothing, lifted.Decide(Set(Alice, false), Noon).Kind);
    }

    [Fact]
    public void Who_blocks_as_many_as_one_may_blocks_no_further_one_and_lifts_any()
    {
        Assert.Equal(Decision.Refuse(ChatError.TooManyBlocks), s_room.Decide(Set(Bob, true), Noon, anyMore: false));
        Assert.Equal("rate_limited", ChatError.TooManyBlocks.Code);
        Assert.Equal(Decision.AsBefore(new RoomReply.BlockTaken(1)), s_room.Decide(Set(Alice, true), Noon, anyMore: false));
        Assert.IsType<CompanionBlocked>(s_room.Decide(Set(Alice, false), Noon, anyMore: false).Happened);
    }

    [Fact]
    public void Two_users_may_block_each_other_and_each_lifts_only_the_own_block()
    {
        var both = s_room.Apply(s_room.Decide(Set(Bob, true), Noon).Happened!);
        Assert.True(both is { FirstBlocks: true, SecondBlocks: true });
        var one = both.Apply(both.Decide(Set(Alice, false), Noon).Happened!);
        Assert.True(one is { FirstBlocks: false, SecondBlocks: true, AnyBlocks: true });
    }

    [Fact]
    public void What_the_blocked_sends_is_refused()
    {
        Assert.Equal(Decision.Refuse(ChatError.Blocked), s_room.Decide(APost(Bob), null, Noon, 1, 2));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), s_unopened.Decide(APost(Bob, byCompanion: true), null, Noon, 1, 0));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), s_unopened.Decide(new RoomCommand.Open(AliceAndBob, Bob, 1), Noon));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), s_room.Decide(new RoomCommand.ShowSign(AliceAndBob.Number, Bob, 1, Sign.TypingOn)));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), Change(new RoomCommand.Edit(AliceAndBob.Number, Bob, 1, 1, "new", null), AMessage(1, Bob)));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), Change(new RoomCommand.React(AliceAndBob.Number, Bob, 1, 2, "👍", true), AMessage(2, Alice)));
        Assert.Equal(Decision.Refuse(ChatError.Blocked), Change(new RoomCommand.Edit(AliceAndBob.Number, Bob, 1, 99, "new", null), null));
    }

    [Fact]
    public void What_the_blocker_sends_is_not_refused()
    {
        Assert.Equal(DecisionKind.Accepted, s_room.Decide(APost(Alice), null, Noon, 1, 2).Kind);
        Assert.Equal(DecisionKind.Accepted, s_unopened.Decide(APost(Alice, byCompanion: true), null, Noon, 1, 0).Kind);
        Assert.Equal(DecisionKind.Accepted, s_unopened.Decide(new RoomCommand.Open(AliceAndBob, Alice, 1), Noon).Kind);
        Assert.Equal(Decision.Nothing, s_room.Decide(new RoomCommand.ShowSign(AliceAndBob.Number, Alice, 1, Sign.TypingOn)));
        Assert.Equal(DecisionKind.Accepted, Change(new RoomCommand.Edit(AliceAndBob.Number, Alice, 1, 2, "new", null), AMessage(2, Alice)).Kind);
        Assert.Equal(DecisionKind.Accepted, Change(new RoomCommand.React(AliceAndBob.Number, Alice, 1, 1, "👍", true), AMessage(1, Bob)).Kind);
    }

    [Fact]
    public void Both_keep_the_history_and_the_markers_and_the_blocked_may_take_back_what_is_his()
    {
        Assert.Equal(Decision.Nothing, s_room.Decide(new RoomCommand.Open(AliceAndBob, Bob, 1), Noon));
        Assert.Equal(Decision.Nothing, s_room.Decide(new RoomCommand.ReadHistory(AliceAndBob.Number, Bob, 1, null, null, 50)));
        Assert.Equal(Decision.Nothing, s_room.Decide(new RoomCommand.ReadChanges(AliceAndBob.Number, Bob, 1, 0, 50)));
        Assert.Equal(DecisionKind.Accepted, s_room.Decide(new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 1, 2), 2, 0, Noon).Kind);
        Assert.Equal(DecisionKind.Accepted, s_room.Decide(new RoomCommand.MarkDelivered(AliceAndBob.Number, Bob, 1, 2), 2, s_rules, Noon).Kind);
        Assert.Equal(DecisionKind.Accepted, Change(new RoomCommand.Delete(AliceAndBob.Number, Bob, 1, 1, null), AMessage(1, Bob)).Kind);
    }

    [Fact]
    public void A_message_that_was_stored_before_the_block_gets_its_first_answer_again() =>
        Assert.Equal(Decision.Repeat(AMessage(1, Bob, "c")), s_room.Decide(APost(Bob, "c"), AMessage(1, Bob, "c"), Noon, 0, 2));

    [Fact]
    public void A_stranger_blocks_nobody_here() => Assert.Equal(Decision.NoSuchRoom, s_room.Decide(Set(Carol, true), Noon));

    [Fact]
    public void An_erased_user_is_not_blocked_but_a_block_of_one_is_lifted()
    {
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), RoomState.Unopened(AliceAndBob).Decide(Set(Alice, true) with { CompanionIsErased = true }, Noon));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), RoomState.Unopened(AliceAndBob).WithErased(Bob).Decide(Set(Alice, true), Noon));
        Assert.Equal(DecisionKind.Accepted, s_room.WithErased(Bob).Decide(Set(Alice, false), Noon).Kind);
    }

    [Fact]
    public void The_block_of_an_erased_user_ends() => Assert.False(s_room.WithErased(Alice).AnyBlocks);

    [Fact]
    public void A_room_read_from_the_tables_knows_its_blocks_whether_it_was_opened_or_not()
    {
        var stored = new StoredRoom(AliceAndBob, 0, default, default, [], false) { Exists = false, SecondBlocks = true };
        Assert.Equal(RoomState.Unopened(AliceAndBob) with { SecondBlocks = true }, RoomState.From(stored));
        Assert.Equal(7, RoomState.From(stored with { Exists = true, Rev = 7 }).Rev);
    }

    private static Decision Change(RoomCommand.ChangeMessage change, ChatMessage? message) => s_rules.Decide(s_room, change, message, Noon);

    private static RoomCommand.SetBlock Set(Login caller, bool blocks) => new(AliceAndBob, caller, 1, blocks);
}
