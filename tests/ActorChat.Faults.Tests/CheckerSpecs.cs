using ActorChat.Faults.Checking;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>Each kind of breach is planted in a clean record; the checker finds that kind and no other.</summary>
public sealed class CheckerSpecs
{
    [Fact]
    public void A_clean_record_passes_and_is_counted()
    {
        var verdict = ARecord.OfThreeMessages().Verdict();

        Assert.Empty(verdict.Breaches);
        Assert.Equal((3, 3, 6), (verdict.Messages, verdict.Acknowledgements, verdict.Sightings));
    }

    [Fact]
    public void A_message_sent_again_and_answered_the_same_is_no_breach() =>
        Finds(ARecord.OfThreeMessages().Sends(1).Answers(1));

    [Fact]
    public void A_message_without_client_id_whose_answer_got_lost_may_be_stored_or_not()
    {
        Finds(ARecord.OfThreeMessages().Sends(4, clientMessageId: null));
        Finds(ARecord.OfThreeMessages().Sends(9, clientMessageId: null).Stores(4)
            .Keeps(4, message => message with { Text = "[1.9] hello", ClientMessageId = null }).Forgets(happening => happening is Settled).WithLatest(4, unread: 2));
    }

    [Fact]
    public void One_epoch_for_a_whole_run_is_no_breach() => Finds(ARecord.OfThreeMessages().Tells("abcdefgh01234567", "abcdefgh01234567"));

    [Theory]
    [InlineData("abcdefgh01234567", "76543210hgfedcba")]
    [InlineData("too short", "too short")]
    public void An_epoch_that_changes_or_is_missing_is_found(string joining, string reading) =>
        Finds(ARecord.OfThreeMessages().Tells(joining, reading), BreachKind.EpochChanged);

    [Fact]
    public void An_epoch_that_a_promoted_standby_renews_is_no_breach()
    {
        var record = ARecord.OfThreeMessages().Tells("abcdefgh01234567", "76543210hgfedcba");
        record.MayRenewEpoch = true;

        Finds(record);
    }

    [Fact]
    public void An_epoch_that_comes_back_after_it_was_renewed_is_found()
    {
        var record = ARecord.OfThreeMessages().Tells("abcdefgh01234567", "76543210hgfedcba").Tells("abcdefgh01234567", "abcdefgh01234567");
        record.MayRenewEpoch = true;

        Finds(record, BreachKind.EpochWentBack);
    }

    [Fact]
    public void A_message_acknowledged_and_not_stored_is_found() =>
        Finds(ARecord.OfThreeMessages().Sends(4).Answers(4), BreachKind.AcknowledgedButLost);

    [Fact]
    public void A_message_shown_and_not_stored_is_found() =>
        Finds(ARecord.OfThreeMessages().Sends(4, clientMessageId: null).Shows(2, "bert", 4), BreachKind.SeenButLost);

    [Fact]
    public void A_message_of_a_chat_event_that_is_not_stored_is_found() =>
        Finds(ARecord.OfThreeMessages().Sends(4, clientMessageId: null).Add(at => new SawChat(at, 2, 1, "bert", ARecord.Message(4))), BreachKind.SeenButLost);

    [Fact]
    public void A_message_stored_twice_is_found() =>
        Finds(ARecord.OfThreeMessages().Stores(4).Keeps(4, message => message with { Text = "[1.3] hello", ClientMessageId = "c1.3" })
            .Forgets(happening => happening is Settled).WithLatest(4, unread: 2), BreachKind.StoredTwice);

    [Fact]
    public void A_message_acknowledged_in_two_ways_is_found() =>
        Finds(
            ARecord.OfThreeMessages().Sends(1).Add(at => new Acknowledged(at, 1, 1, "1.1", ARecord.Room, "id1", 1, "2026-11-22T10:00:02.000Z")),
            BreachKind.TwoAnswers);

    [Theory]
    [InlineData("id2", 2, "2026-11-22T10:00:02.000Z")]
    [InlineData("id1", 9, "2026-11-22T10:00:01.000Z")]
    public void A_message_acknowledged_with_two_numbers_is_found(string id, long seq, string time) =>
        Finds(ARecord.OfThreeMessages().Sends(1).Add(at => new Acknowledged(at, 1, 1, "1.1", ARecord.Room, id, seq, time)), BreachKind.TwoNumbers);

    [Fact]
    public void A_message_shown_with_two_numbers_is_found() =>
        Finds(
            ARecord.OfThreeMessages().Sends(4).Answers(4).Stores(4).Shows(1, "anna", 4).Add(at => new SawChat(at, 2, 2, "bert", ARecord.Message(4) with { Seq = 5 }))
                .Forgets(happening => happening is Settled).WithLatest(4, unread: 2),
            BreachKind.TwoNumbers, BreachKind.LiveAndHistoryDisagree);

    [Fact]
    public void Two_messages_under_one_number_are_found_even_if_neither_was_acknowledged() =>
        Finds(
            ARecord.OfThreeMessages().Sends(4, clientMessageId: null).Shows(1, "anna", 4)
                .Add(at => new SawChat(at, 2, 2, "bert", ARecord.Message(4) with { Id = "id9" })),
            BreachKind.SeenButLost, BreachKind.TwoOwners);

    [Fact]
    public void An_acknowledgement_that_says_something_else_than_the_history_is_found() =>
        Finds(
            ARecord.OfThreeMessages().Forgets(happening => happening is Acknowledged { Seq: 3 })
                .Add(at => new Acknowledged(at, 1, 1, "1.3", ARecord.Room, "id3", 3, "2026-11-22T10:00:09.000Z")),
            BreachKind.LiveAndHistoryDisagree);

    [Fact]
    public void A_message_refused_and_stored_is_found() =>
        Finds(ARecord.OfThreeMessages().Sends(4).Add(at => new Refused(at, 1, 1, "1.4", ARecord.Room, "unavailable")).Stores(4)
            .Forgets(happening => happening is Settled).WithLatest(4, unread: 2), BreachKind.RefusedButStored);

    [Fact]
    public void A_message_refused_once_and_accepted_later_is_no_breach() =>
        Finds(ARecord.OfThreeMessages().Sends(4).Add(at => new Refused(at, 1, 1, "1.4", ARecord.Room, "unavailable")).Sends(4).Answers(4).Stores(4)
            .Forgets(happening => happening is Settled).WithLatest(4, unread: 2));

    [Fact]
    public void A_message_that_nobody_ever_accepted_is_found() =>
        Finds(ARecord.OfThreeMessages().Sends(4).Sends(4), BreachKind.NeverAccepted);

    [Fact]
    public void A_message_that_nobody_sent_is_found() =>
        Finds(ARecord.OfThreeMessages().Stores(4).Forgets(happening => happening is Settled).WithLatest(4, unread: 2), BreachKind.Invented);

    [Fact]
    public void A_text_that_was_changed_before_anyone_saw_it_is_found()
    {
        static SeenMessage Change(SeenMessage message) => message with { Text = "[1.2] hallo" };
        Finds(ARecord.OfThreeMessages().Keeps(2, Change).Tells(2, Change), BreachKind.TextChanged);
    }

    [Fact]
    public void A_message_shown_after_a_later_one_is_found() =>
        Finds(ARecord.OfThreeMessages().Shows(2, "bert", 2), BreachKind.OutOfOrder);

    [Fact]
    public void A_gap_in_the_numbers_is_found() =>
        Finds(ARecord.OfThreeMessages().Forgets(happening => happening is Sent { Key: "1.2" } or Acknowledged { Key: "1.2" } or SawLive or Settled).Without(2), BreachKind.Gap);

    [Fact]
    public void A_message_left_out_between_two_that_were_shown_is_found() =>
        Finds(ARecord.OfThreeMessages().Forgets(happening => happening is SawLive { Session: 2, Message.Seq: 2 }), BreachKind.Skipped);

    [Fact]
    public void A_last_message_that_never_came_is_found() =>
        Finds(ARecord.OfThreeMessages().Forgets(happening => happening is SawLive { Session: 2, Message.Seq: 3 }), BreachKind.Skipped);

    [Fact]
    public void A_message_between_the_page_and_the_first_event_that_never_came_is_found()
    {
        var record = ARecord.OfThreeMessages().Forgets(happening => happening is SawLive { Session: 2 } or Settled { Session: 2 });
        record.Add(at => new Joined(at, 2, 2, "bert", ARecord.Room));
        record.Add(at => new SawPage(at, 2, 2, at, "bert", ARecord.Room, null, null, [ARecord.Message(1), ARecord.Message(2), ARecord.Message(3)], false, record.Read));
        for (var seq = 4; seq <= 5; seq++)
        {
            record.Sends(seq).Stores(seq).Answers(seq).Shows(1, "anna", seq);
        }

        Finds(record.Add(at => new SawLive(at, 2, 2, "bert", ARecord.Message(5))).WithLatest(5, unread: 3), BreachKind.Skipped);
    }

    [Fact]
    public void A_page_that_lacks_what_was_acknowledged_is_found() =>
        Finds(ARecord.OfThreeMessages().Pages(2, "bert", ARecord.Message(1), ARecord.Message(2)), BreachKind.StalePage);

    [Fact]
    public void A_page_that_lacks_what_another_page_showed_before_is_found()
    {
        var record = ARecord.OfThreeMessages().Sends(4).Stores(4).Forgets(happening => happening is Settled).WithLatest(4, unread: 2);
        record.Pages(1, "anna", ARecord.Message(1), ARecord.Message(2), ARecord.Message(3), ARecord.Message(4));
        record.Pages(2, "bert", ARecord.Message(1), ARecord.Message(2), ARecord.Message(3));

        Finds(record.Answers(4), BreachKind.StalePage);
    }

    [Fact]
    public void A_page_that_was_requested_before_a_message_was_acknowledged_may_lack_it()
    {
        var record = ARecord.OfThreeMessages();
        var askedAt = record.Now();
        record.Sends(4).Stores(4).Answers(4).Forgets(happening => happening is Settled).WithLatest(4, unread: 2);

        Finds(record.Add(at => new SawPage(at, 2, 2, askedAt, "bert", ARecord.Room, 2, null, [ARecord.Message(3)], HasMore: false, record.Read)));
    }

    [Fact]
    public void A_page_with_a_hole_is_found() =>
        Finds(ARecord.OfThreeMessages().Pages(2, "bert", ARecord.Message(1), ARecord.Message(3)), BreachKind.WrongPage);

    [Fact]
    public void An_event_that_says_something_else_than_the_history_is_found() =>
        Finds(ARecord.OfThreeMessages().Tells(2, message => message with { Time = "2026-11-22T11:00:00.000Z" }), BreachKind.LiveAndHistoryDisagree);

    [Fact]
    public void A_page_that_says_something_else_than_the_history_is_found() =>
        Finds(ARecord.OfThreeMessages().Pages(2, "bert", ARecord.Message(1), ARecord.Message(2), ARecord.Message(3) with { Login = "bert" }), BreachKind.LiveAndHistoryDisagree);

    [Fact]
    public void Two_users_with_different_histories_are_found()
    {
        var record = ARecord.OfThreeMessages();
        record.KeptForBert = [.. record.Kept.Take(2)];

        Finds(record, BreachKind.LiveAndHistoryDisagree);
    }

    [Fact]
    public void A_row_that_differs_from_the_history_is_found()
    {
        var record = ARecord.OfThreeMessages();
        record.Rows[1] = record.Rows[1] with { Text = "[1.2] hallo" };

        Finds(record, BreachKind.TablesDisagree);
    }

    [Fact]
    public void A_row_that_is_missing_is_found()
    {
        var record = ARecord.OfThreeMessages();
        record.Rows.RemoveAt(2);

        Finds(record, BreachKind.TablesDisagree);
    }

    [Fact]
    public void A_user_whose_rooms_lack_one_is_found()
    {
        var record = ARecord.OfThreeMessages();
        record.RoomsOfAnna.Clear();

        Finds(record, BreachKind.TablesDisagree);
    }

    [Fact]
    public void An_event_to_a_stranger_is_found() =>
        Finds(ARecord.OfThreeMessages().Shows(3, "carl", 2), BreachKind.SeenByStranger);

    [Fact]
    public void A_page_for_a_stranger_is_found() =>
        Finds(ARecord.OfThreeMessages().Pages(3, "carl", ARecord.Message(1), ARecord.Message(2), ARecord.Message(3)), BreachKind.SeenByStranger);

    [Fact]
    public void A_read_event_to_a_stranger_is_found() =>
        Finds(ARecord.OfThreeMessages().Add(at => new SawMarker(at, 3, 1, "carl", ARecord.Room, "bert", 2)), BreachKind.SeenByStranger);

    [Theory]
    [InlineData(null)]
    [InlineData("forbidden")]
    public void A_stranger_who_hears_anything_but_that_there_is_no_such_room_is_found(string? code) =>
        Finds(ARecord.OfThreeMessages().Add(at => new StrangerAnswered(at, 3, 1, "carl", ARecord.Room, "have_room", code)), BreachKind.LearnedByStranger);

    [Fact]
    public void A_stranger_who_is_told_that_there_is_no_such_room_is_no_breach() =>
        Finds(ARecord.OfThreeMessages().Add(at => new StrangerAnswered(at, 3, 1, "carl", ARecord.Room, "have_room", "room_not_found")));

    [Fact]
    public void A_read_marker_that_moved_back_in_events_is_found() =>
        Finds(
            ARecord.OfThreeMessages().Add(at => new SawMarker(at, 1, 1, "anna", ARecord.Room, "bert", 2)).Add(at => new SawMarker(at, 1, 1, "anna", ARecord.Room, "bert", 1)),
            BreachKind.ReadMovedBack);

    [Fact]
    public void A_read_marker_that_moved_back_behind_what_was_answered_is_found()
    {
        var record = ARecord.OfThreeMessages().Marks(3);
        record.Read["bert"] = 2;

        Finds(record, BreachKind.ReadMovedBack);
    }

    [Fact]
    public void A_message_read_in_the_history_that_its_recipient_has_not_read_is_found() =>
        Finds(ARecord.OfThreeMessages().Keeps(3, isRead: true), BreachKind.ReadStateWrong);

    [Fact]
    public void A_chat_list_with_another_count_is_found() =>
        Finds(ARecord.OfThreeMessages().WithLatest(3, unread: 2), BreachKind.ReadStateWrong);

    [Fact]
    public void A_damaged_database_is_found()
    {
        var record = ARecord.OfThreeMessages();
        record.Damages.Add("row 7 missing from index");

        Finds(record, BreachKind.Damaged);
    }

    [Fact]
    public void Every_kind_of_breach_is_planted_here()
    {
        string[] files = ["CheckerSpecs.cs", "ChangeSpecs.cs", "BlockSpecs.cs", "SyncSpecs.cs"];
        var planted = string.Concat(files.Select(file => File.ReadAllText(Path.Combine(Repository.Root, "tests", "ActorChat.Faults.Tests", file))));

        Assert.All(Enum.GetNames<BreachKind>(), kind => Assert.Contains($"BreachKind.{kind})", planted, StringComparison.Ordinal));
    }

    private static void Finds(ARecord record, params BreachKind[] kinds) => record.Finds(kinds);
}
