using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>What may change about a message after it was posted. In these rooms Alice wrote number 1 at noon, and Bob number 2.</summary>
public sealed class RoomRulesSpecs
{
    private static readonly TimeSpan s_window = TimeSpan.FromHours(1);
    private static readonly RoomRules s_rules = new(s_window, s_window, TracksDelivery: true);
    private static readonly long s_after = (long)s_window.TotalMilliseconds;
    private static readonly ChatMessage s_message = AMessage(1, Alice, "c") with { Time = Noon };

    private static readonly RoomState s_room = RoomState.Unopened(AliceAndBob).Apply(new RoomOpened(AliceAndBob, Noon))
        .Apply(new MessagePosted(AliceAndBob, s_message, 1)).Apply(new MessagePosted(AliceAndBob, AMessage(2, Bob), 1)) with { Rev = 4 };

    [Fact]
    public void An_edit_carries_the_new_text_the_next_number_of_the_room_and_its_time()
    {
        var decision = Decide(Edit(ALogin("ALICE"), "new", "op"), s_message, Noon + 5);
        var expected = new MessageChanged(AliceAndBob, Alice, 1, Noon + 5, "new", new MessageDetails(0) { Rev = 5, EditedAt = Noon + 5 }, "op");
        Assert.Equal(expected, decision.Happened);
        Assert.Equal("alice", ((MessageChanged)decision.Happened!).By.Name);
        Assert.Equal(s_message with { Text = "new", Details = expected.Details }, decision.Changed);
        Assert.Equal(5, s_room.Apply(expected).Rev);
    }

    [Fact]
    public void A_deletion_leaves_the_place_and_what_it_answered_and_nothing_else()
    {
        var message = s_message with { Details = new MessageDetails(7) { Rev = 2, EditedAt = Noon, FirstReactions = ["👍"], SecondReactions = ["👎"] } };
        var deleted = Decide(Delete(Alice), message, Noon + 5).Changed!;
        Assert.Equal("", deleted.Text);
        Assert.Equal(new MessageDetails(7) { Rev = 5, DeletedAt = Noon + 5 }, deleted.Details);
        Assert.True(deleted is { IsDeleted: true, IsErased: false, ClientMessageId: "c" });
    }

    [Fact]
    public void A_reaction_is_of_the_user_who_reacts_and_the_earliest_comes_first()
    {
        var one = Decide(React(Bob, "👍"), s_message, Noon).Changed!;
        var two = Decide(React(Bob, "❤"), one, Noon).Changed!;
        var three = Decide(React(Alice, "👍"), two, Noon).Changed!;
        Assert.Equal(("👍", "👍 ❤"), Reactions(three));
        Assert.Equal(s_message.Text, three.Text);
        Assert.Equal(("👍", "❤"), Reactions(Decide(React(Bob, "👍", on: false), three, Noon).Changed!));
    }

    [Fact]
    public void Only_its_author_edits_or_deletes_a_message()
    {
        Assert.Equal(Decision.Refuse(ChatError.NotTheAuthor), Decide(Edit(Bob, "new"), s_message, Noon));
        Assert.Equal(Decision.Refuse(ChatError.NotTheAuthor), Decide(Delete(Bob), s_message, Noon));
        Assert.Equal("forbidden", ChatError.NotTheAuthor.Code);
    }

    [Fact]
    public void A_message_that_is_older_than_the_window_is_neither_edited_nor_deleted()
    {
        Assert.Equal(DecisionKind.Accepted, Decide(Edit(Alice, "new"), s_message, Noon + s_after).Kind);
        Assert.Equal(DecisionKind.Accepted, Decide(Delete(Alice), s_message, Noon + s_after).Kind);
        Assert.Equal(Decision.Refuse(ChatError.TooLate), Decide(Edit(Alice, "new"), s_message, Noon + s_after + 1));
        Assert.Equal(Decision.Refuse(ChatError.TooLate), Decide(Delete(Alice), s_message, Noon + s_after + 1));
        Assert.Equal(DecisionKind.Accepted, Decide(React(Alice, "👍"), s_message, Noon + s_after + 1).Kind);
    }

    [Fact]
    public void Without_a_window_a_message_of_any_age_is_edited_and_deleted()
    {
        var rules = new RoomRules(null, null, true);
        Assert.Equal(DecisionKind.Accepted, rules.Decide(s_room, Edit(Alice, "new"), s_message, long.MaxValue).Kind);
        Assert.Equal(DecisionKind.Accepted, rules.Decide(s_room, Delete(Alice), s_message, long.MaxValue).Kind);
    }

    [Fact]
    public void What_is_deleted_or_erased_or_was_never_posted_does_not_change()
    {
        var deleted = Decide(Delete(Alice), s_message, Noon).Changed!;
        RoomCommand.ChangeMessage[] changes = [Edit(Alice, "new"), React(Bob, "👍"), React(Bob, "👍", on: false)];
        Assert.All([deleted, s_message.Erased(), null], message =>
            Assert.All(changes, change => Assert.Equal(Decision.Refuse(ChatError.MessageNotFound), Decide(change, message, Noon))));
        Assert.All([s_message.Erased(), null], message => Assert.Equal(Decision.Refuse(ChatError.MessageNotFound), Decide(Delete(Alice), message, Noon)));
    }

    [Fact]
    public void The_same_text_again_changes_nothing_however_late_and_is_answered_with_the_latest_change()
    {
        Assert.Equal(Answer(0, Noon), Decide(Edit(Alice, s_message.Text), s_message, Noon + 1));
        var edited = Decide(Edit(Alice, "new"), s_message, Noon + 1).Changed!;
        var reacted = Decide(React(Bob, "👍"), edited, Noon + 2).Changed!;
        Assert.Equal(Answer(reacted.Rev, Noon + 1), Decide(Edit(Alice, "new"), reacted, Noon + s_after + 1));
    }

    [Fact]
    public void A_deletion_again_gets_the_first_answer_however_late()
    {
        var deleted = Decide(Delete(Alice), s_message, Noon + 1).Changed!;
        Assert.Equal(Answer(5, Noon + 1), Decide(Delete(Alice), deleted, Noon + s_after + 1));
    }

    [Fact]
    public void The_answer_of_an_operation_with_an_id_that_changes_nothing_is_kept()
    {
        Assert.Equal(Kept(0, Noon), Decide(Edit(ALogin("ALICE"), s_message.Text, "op"), s_message, Noon + 1).Happened);
        var edited = Decide(Edit(Alice, "new"), s_message, Noon + 1).Changed!;
        Assert.Equal(Kept(5, Noon + 1), Decide(Edit(Alice, "new", "op"), edited, Noon + 2).Happened);
        var deleted = Decide(Delete(Alice), s_message, Noon + 1).Changed!;
        var again = Decide(new RoomCommand.Delete(AliceAndBob.Number, Alice, 1, 1, "op"), deleted, Noon + 2);
        Assert.Equal((Kept(5, Noon + 1), null), (again.Happened, again.Changed));
        Assert.Equal(s_room, s_room.Apply(again.Happened!));

        static OperationKept Kept(long rev, long time) => new(AliceAndBob, Alice, "op", 1, rev, time);
    }

    [Fact]
    public void A_reaction_that_is_there_or_is_not_there_changes_nothing()
    {
        var reacted = Decide(React(Bob, "👍"), s_message, Noon).Changed!;
        Assert.Equal(5, Assert.IsType<RoomReply.Changed>(Decide(React(Bob, "👍"), reacted, Noon).Reply).Rev);
        Assert.Equal(5, Assert.IsType<RoomReply.Changed>(Decide(React(Alice, "👍", on: false), reacted, Noon).Reply).Rev);
        Assert.Equal(0, Assert.IsType<RoomReply.Changed>(Decide(React(Bob, "👍", on: false), s_message, Noon).Reply).Rev);
    }

    [Fact]
    public void A_user_has_at_most_twenty_reactions_on_a_message()
    {
        var full = s_message with { Details = new MessageDetails(0) { SecondReactions = [.. Enumerable.Range(0, RoomRules.MaxReactionsOfUser).Select(number => $"{number}")] } };
        Assert.Equal(20, RoomRules.MaxReactionsOfUser);
        Assert.Equal(Decision.Refuse(ChatError.TooManyReactions), Decide(React(Bob, "👍"), full, Noon));
        Assert.Equal(DecisionKind.Nothing, Decide(React(Bob, "3"), full, Noon).Kind);
        Assert.Equal(DecisionKind.Accepted, Decide(React(Bob, "3", on: false), full, Noon).Kind);
        Assert.Equal(DecisionKind.Accepted, Decide(React(Alice, "👍"), full, Noon).Kind);
    }

    [Fact]
    public void To_an_erased_companion_nothing_is_shown_but_what_is_written_can_be_taken_back()
    {
        var room = s_room.WithErased(Bob);
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), s_rules.Decide(room, Edit(Alice, "new"), s_message, Noon));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), s_rules.Decide(room, React(Alice, "👍"), s_message, Noon));
        Assert.Equal(DecisionKind.Accepted, s_rules.Decide(room, Delete(Alice), s_message, Noon).Kind);
    }

    [Fact]
    public void A_stranger_and_an_erased_user_are_refused_before_anything_is_looked_up()
    {
        Assert.Equal(Decision.NoSuchRoom, s_room.Admit(Edit(Carol, "new")));
        Assert.Equal(Decision.NoSuchRoom, s_room.WithErased(Alice).Admit(Delete(Alice)));
        Assert.Equal(Decision.NoSuchRoom, RoomState.Unopened(AliceAndBob).Admit(React(Alice, "👍")));
        Assert.Equal(Decision.NoSuchRoom, s_room.Decide(new RoomCommand.ReadChanges(AliceAndBob.Number, Carol, 1, 0, 50)));
        Assert.Equal(Decision.Nothing, s_room.Decide(new RoomCommand.ReadChanges(AliceAndBob.Number, Bob, 1, 0, 50)));
    }

    [Fact]
    public void Of_an_erased_user_neither_text_nor_reactions_come_back_with_a_later_change()
    {
        var message = AMessage(2, Bob) with { Details = new MessageDetails(0) { Rev = 1, FirstReactions = ["👍"], SecondReactions = ["❤"] } };
        var room = s_room.WithErased(Alice);
        Assert.Equal(("", "❤"), Reactions(room.AsErased(message)));
        Assert.Equal(message.Text, room.AsErased(message).Text);
        Assert.True(room.AsErased(s_message).IsErased);
        Assert.Same(message, s_room.AsErased(message));
    }

    [Fact]
    public void A_message_answers_another_one_that_can_have_been_seen()
    {
        var posted = Assert.IsType<MessagePosted>(s_room.Decide(APost(Alice) with { ReplyTo = 2 }, null, Noon, 17, 2).Happened);
        Assert.Equal(new MessageDetails(2), posted.Message.Details);
        Assert.Equal(0, posted.Message.Rev);
        Assert.Equal(Decision.Refuse(ChatError.MessageNotFound), s_room.Decide(APost(Alice) with { ReplyTo = 2 }, null, Noon, 17, 1));
        Assert.Equal(Decision.Refuse(ChatError.MessageNotFound), RoomState.Unopened(AliceAndBob).Decide(APost(Alice, byCompanion: true) with { ReplyTo = 1 }, null, Noon, 17, 0));
        Assert.Null(Assert.IsType<MessagePosted>(s_room.Decide(APost(Alice), null, Noon, 17, 2).Happened).Message.Details);
        Assert.Equal(Decision.Repeat(s_message), s_room.Decide(APost(Alice, "c") with { ReplyTo = 9 }, s_message, Noon, 0, 2));
    }

    private static Decision Decide(RoomCommand.ChangeMessage change, ChatMessage? message, long now) => s_rules.Decide(s_room, change, message, now);

    private static Decision Answer(long rev, long time) => Decision.AsBefore(new RoomReply.Changed(1, 1, rev, time));

    private static (string Alice, string Bob) Reactions(ChatMessage message) => (string.Join(' ', message.Details!.FirstReactions), string.Join(' ', message.Details.SecondReactions));

    private static RoomCommand.Edit Edit(Login caller, string text, string? operationId = null) => new(AliceAndBob.Number, caller, 1, 1, text, operationId);

    private static RoomCommand.Delete Delete(Login caller) => new(AliceAndBob.Number, caller, 1, 1, null);

    private static RoomCommand.React React(Login caller, string reaction, bool on = true) => new(AliceAndBob.Number, caller, 1, 1, reaction, on);
}
