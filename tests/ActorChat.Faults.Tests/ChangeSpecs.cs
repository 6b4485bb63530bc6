using ActorChat.Faults.Checking;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>Breaches of what changes about messages, planted in a clean record; the checker finds that kind and no other.</summary>
public sealed class ChangeSpecs
{
    [Fact]
    public void A_clean_record_of_changes_passes_and_is_counted()
    {
        var record = ARecord.OfThreeChanges();

        record.Finds();
        Assert.Equal(3, record.Verdict().Changes);
    }

    [Fact]
    public void Pages_of_changes_and_of_history_that_have_the_latest_forms_are_no_breach() =>
        ARecord.OfThreeChanges().PagesChanges(2, "bert", 0, ARecord.Edited, ARecord.Liked, ARecord.Gone).PagesChanges(1, "anna", 1, 2, true, ARecord.Liked).PagesChanges(1, "anna", 2, ARecord.Gone)
            .PagesAll(2, "bert", 3, ARecord.Edited, ARecord.Gone, ARecord.Liked).Finds();

    [Fact]
    public void A_change_sent_again_and_answered_the_same_is_no_breach() =>
        ARecord.OfThreeChanges().Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Asks("1.e2", 2, ChangeKind.Delete).Makes("1.e2", 2, 3).Finds();

    [Fact]
    public void A_change_without_operation_id_whose_answer_got_lost_may_be_made_or_not()
    {
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Unreact, "+1", "bert", operationId: null).Finds();
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Unreact, "+1", "bert", operationId: null).Keeps(Unliked(4)).PagesChanges(1, "anna", 3, Unliked(4))
            .PagesChanges(2, "bert", 3, Unliked(4)).SettlesBoth().Finds();
    }

    [Fact]
    public void A_number_that_may_be_that_of_a_change_without_an_answer_is_no_gap() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Unreact, "+1", "bert", operationId: null).Asks("2.e8", 3, ChangeKind.React, "+2", "bert").Makes("2.e8", 3, 5)
            .Keeps(ARecord.Liked with { Details = new SeenDetails(0, 5, null, false, "bert +2") }).Forgets(happening => happening is Settled).Finds();

    [Fact]
    public void A_number_that_belongs_to_no_change_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+2", "bert").Makes("2.e8", 3, 5).Keeps(Both(5)).Forgets(happening => happening is Settled).Finds(BreachKind.RevGap);

    [Fact]
    public void A_number_below_what_was_known_before_the_request_without_an_answer_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+2", "bert").Makes("2.e8", 3, 5).Keeps(Both(5))
            .Asks("2.e9", 3, ChangeKind.Unreact, "+3", "bert", operationId: null).Forgets(happening => happening is Settled).Finds(BreachKind.RevGap);

    [Fact]
    public void A_number_above_what_was_made_after_the_end_of_the_server_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Unreact, "+3", "bert", operationId: null).Add(at => new ServerEnded(at))
            .Asks("1.e8", 3, ChangeKind.Edit, "[1.3] {1.e8}").Makes("1.e8", 3, 4).Changes(ARecord.Liked with { Text = "[1.3] {1.e8}", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") })
            .Asks("2.e7", 3, ChangeKind.React, "+2", "bert").Makes("2.e7", 3, 6)
            .Keeps(ARecord.Liked with { Text = "[1.3] {1.e8}", Details = new SeenDetails(0, 6, ARecord.EditedAt, false, "bert +1\nbert +2") })
            .Forgets(happening => happening is Settled).Finds(BreachKind.RevGap);

    [Fact]
    public void Two_numbers_for_one_request_without_an_answer_are_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Unreact, "+3", "bert", operationId: null).Asks("2.e8", 3, ChangeKind.React, "+2", "bert").Makes("2.e8", 3, 6).Keeps(Both(6))
            .Forgets(happening => happening is Settled).Finds(BreachKind.RevGap);

    [Fact]
    public void A_latest_number_that_is_of_no_message_is_found()
    {
        var record = ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+2", "bert", operationId: null).Forgets(happening => happening is Settled);
        record.Rev = 4;

        record.Finds(BreachKind.RevGap);
    }

    [Fact]
    public void An_acknowledged_deletion_of_a_message_that_is_still_there_is_found() =>
        ARecord.OfThreeChanges().Forgets(happening => happening is SawChanged { Rev: 3 } or Settled).Keeps(2, _ => ARecord.Message(2, isRead: true))
            .With(record => record.Rev = 2).Finds(BreachKind.ChangeLost);

    [Fact]
    public void An_edit_that_was_shown_and_is_not_there_is_found() =>
        ARecord.OfThreeChanges().Asks("1.e3", 3, ChangeKind.Edit, EditedAgain.Text, operationId: null).ShowsChange(1, "anna", EditedAgain).Forgets(happening => happening is Settled)
            .Finds(BreachKind.ChangeLost);

    [Fact]
    public void A_text_that_is_there_again_after_a_later_change_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 1, ChangeKind.React, "+2", "bert").Makes("2.e8", 1, 4)
            .Changes(ARecord.Message(1, isRead: true) with { Details = new SeenDetails(0, 4, null, false, "bert +2") }).SettlesBoth().Finds(BreachKind.ChangeLost, BreachKind.ChangesDisagree);

    [Fact]
    public void A_deleted_message_that_is_there_again_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 2, ChangeKind.React, "+2", "bert").Makes("2.e8", 2, 4)
            .Changes(ARecord.Message(2, isRead: true) with { Details = new SeenDetails(0, 4, null, false, "bert +2") }).SettlesBoth().Finds(BreachKind.ChangeLost);

    [Fact]
    public void A_reaction_that_vanished_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+2", "bert").Makes("2.e8", 3, 4)
            .Changes(ARecord.Liked with { Details = new SeenDetails(0, 4, null, false, "bert +2") }).SettlesBoth().Finds(BreachKind.ChangeLost, BreachKind.ChangesDisagree);

    [Fact]
    public void A_change_acknowledged_with_two_numbers_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 4).Changes(ARecord.Liked with { Details = new SeenDetails(0, 4, null, false, "bert +1") })
            .SettlesBoth().Finds(BreachKind.ChangedTwice);

    [Fact]
    public void A_reaction_that_comes_back_without_a_new_request_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.Unreact, "+1", "bert").Makes("2.e8", 3, 4).Changes(Unliked(4))
            .Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Makes("2.e9", 3, 6).Changes(Unliked(5) with { Details = new SeenDetails(0, 5, null, false, "bert +1") })
            .Changes(Unliked(6) with { Details = new SeenDetails(0, 6, null, false, "bert +1\nbert +2") }).SettlesBoth().Finds(BreachKind.ChangedTwice);

    [Fact]
    public void A_number_for_no_difference_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+1", "bert").Makes("2.e8", 3, 4).Changes(ARecord.Liked with { Details = new SeenDetails(0, 4, null, false, "bert +1") })
            .SettlesBoth().Finds(BreachKind.ChangedTwice);

    [Fact]
    public void An_edit_with_two_times_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 1, ChangeKind.React, "+2", "bert").Makes("2.e8", 1, 4)
            .Changes(ARecord.Edited with { Details = new SeenDetails(0, 4, "2026-11-22T12:00:00.000Z", false, "bert +2") }).SettlesBoth().Finds(BreachKind.ChangedTwice);

    [Fact]
    public void A_change_that_was_there_already_gets_the_number_of_that_and_is_no_breach() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.React, "+1", "bert").Makes("2.e8", 3, 2).Asks("1.e9", 2, ChangeKind.Delete).Makes("1.e9", 2, 3).Finds();

    [Fact]
    public void A_change_with_a_number_below_what_was_known_before_it_was_sent_is_found() =>
        ARecord.OfThreeMessages().Forgets(happening => happening is Settled)
            .Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 2).Keeps(ARecord.Liked)
            .Asks("1.e2", 2, ChangeKind.Edit, "[1.2] {1.e2} hallo").Makes("1.e2", 2, 1)
            .Keeps(ARecord.Message(2, isRead: true) with { Text = "[1.2] {1.e2} hallo", Details = new SeenDetails(0, 1, ARecord.EditedAt, false, "") })
            .Refuses("1.e1", "unavailable").Finds(BreachKind.ChangedOutOfOrder);

    [Fact]
    public void A_change_shown_after_a_later_one_is_found() =>
        ARecord.OfThreeChanges().ShowsChange(2, "bert", ARecord.Liked).Finds(BreachKind.ChangedOutOfOrder);

    [Fact]
    public void A_change_left_out_between_two_that_were_shown_is_found() =>
        ARecord.OfThreeChanges().Forgets(happening => happening is SawChanged { Session: 1, Rev: 2 } or Settled).Finds(BreachKind.ChangeSkipped);

    [Fact]
    public void A_last_change_that_never_came_is_found() =>
        ARecord.OfThreeChanges().Forgets(happening => happening is SawChanged { Session: 2, Rev: 3 }).Finds(BreachKind.ChangeSkipped, BreachKind.ClientDiffers);

    [Fact]
    public void A_change_between_the_page_and_the_first_event_that_never_came_is_found()
    {
        var record = ARecord.OfThreeMessages().Forgets(happening => happening is Settled);
        record.PagesChanges(2, "bert", 0).Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Keeps(ARecord.Edited);
        record.Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 2).Keeps(ARecord.Liked).ShowsChange(2, "bert", ARecord.Liked);

        record.Finds(BreachKind.ChangeSkipped);
    }

    [Fact]
    public void An_event_and_a_page_with_two_forms_under_one_number_are_found() =>
        ARecord.OfThreeChanges().PagesChanges(1, "anna", 1, ARecord.Liked with { Details = new SeenDetails(0, 2, null, false, "anna +1\nbert +1") }, ARecord.Gone)
            .Finds(BreachKind.LiveAndHistoryDisagree, BreachKind.ChangesDisagree);

    [Fact]
    public void A_form_without_what_was_acknowledged_under_its_number_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e8", 3, ChangeKind.Unreact, "+1", "bert").Makes("2.e8", 3, 4).Changes(Both(4)).Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Makes("2.e9", 3, 4)
            .SettlesBoth().Finds(BreachKind.ChangesDisagree);

    [Fact]
    public void Pages_of_changes_that_differ_from_the_history_at_the_end_are_found() =>
        ARecord.OfThreeChanges().With(record => record.FinalChanges = [ARecord.Edited, ARecord.Liked]).Finds(BreachKind.ChangesDisagree);

    [Fact]
    public void One_number_for_two_messages_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.React, "+2", "bert", operationId: null).Asks("2.e8", 1, ChangeKind.React, "+2", "bert").Makes("2.e8", 1, 4)
            .Changes(ARecord.Edited with { Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +2") }).Keeps(Both(4)).Add(at => new SawChat(at, 2, 2, "bert", Both(4)))
            .Forgets(happening => happening is Settled).Finds(BreachKind.TwoOwners);

    [Fact]
    public void Two_edits_with_one_number_are_found() =>
        ARecord.OfThreeChanges().Asks("1.e9", 3, ChangeKind.Edit, "[1.3] {1.e9} a").Asks("1.e8", 3, ChangeKind.Edit, "[1.3] {1.e8} b").Makes("1.e9", 3, 4).Makes("1.e8", 3, 4)
            .Changes(ARecord.Liked with { Text = "[1.3] {1.e9} a", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") }).SettlesBoth()
            .Finds(BreachKind.TwoOwners, BreachKind.ChangesDisagree);

    [Fact]
    public void A_client_that_ends_with_an_old_form_is_found()
    {
        var record = ARecord.OfThreeChanges().Forgets(happening => happening is SawChanged { Session: 2 } or Settled);
        record.PagesChanges(2, "bert", 0, 2, hasMore: true, ARecord.Edited, ARecord.Liked);
        record.Add(at => new SawChanges(at, 2, 1, 1, "bert", ARecord.Room, 3, [], 3, false));

        record.SettlesBoth().Finds(BreachKind.ClientDiffers);
    }

    [Fact]
    public void A_deleted_text_on_a_page_that_was_asked_for_later_is_found() =>
        ARecord.OfThreeChanges().PagesAll(2, "bert", 3, ARecord.Edited, ARecord.Message(2, isRead: true), ARecord.Liked).Finds(BreachKind.GoneTextSeen);

    [Fact]
    public void An_edited_text_on_a_page_that_was_asked_for_later_is_found() =>
        ARecord.OfThreeChanges().PagesAll(2, "bert", 3, ARecord.Message(1, isRead: true), ARecord.Gone, ARecord.Liked).Finds(BreachKind.GoneTextSeen);

    [Fact]
    public void A_deleted_text_on_a_page_that_was_asked_for_before_is_no_breach()
    {
        var record = ARecord.OfThreeMessages().Forgets(happening => happening is Settled);
        var askedAt = record.Now();
        record.Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Changes(ARecord.Edited);
        record.Add(at => new SawPage(at, 2, 2, askedAt, "bert", ARecord.Room, null, null, [ARecord.Message(1), ARecord.Message(2), ARecord.Message(3)], false, record.Read));

        record.SettlesBoth().Finds();
    }

    [Fact]
    public void A_page_without_a_reaction_that_was_known_is_found() =>
        ARecord.OfThreeChanges().PagesAll(2, "bert", 3, ARecord.Edited, ARecord.Gone, ARecord.Message(3)).Finds(BreachKind.StalePage);

    [Fact]
    public void A_page_that_says_an_older_number_than_was_known_is_found() =>
        ARecord.OfThreeChanges().PagesAll(2, "bert", 2, ARecord.Edited, ARecord.Gone, ARecord.Liked).Finds(BreachKind.StalePage);

    [Fact]
    public void A_page_that_says_a_newer_number_than_its_messages_have_is_found()
    {
        var record = ARecord.OfThreeMessages().Forgets(happening => happening is Settled);
        var askedAt = record.Now();
        record.Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 1).Changes(ARecord.Liked with { Details = new SeenDetails(0, 1, null, false, "bert +1") });
        record.Add(at => new SawPage(at, 2, 2, askedAt, "bert", ARecord.Room, null, null, [ARecord.Message(1), ARecord.Message(2), ARecord.Message(3)], false, record.Read) { Rev = 1 });

        record.Finds(BreachKind.StalePage);
    }

    [Fact]
    public void A_page_of_changes_that_lacks_one_that_was_known_is_found() =>
        ARecord.OfThreeChanges().PagesChanges(2, "bert", 0, ARecord.Edited, ARecord.Gone).Finds(BreachKind.StalePage);

    [Fact]
    public void A_page_of_changes_that_ends_before_the_number_it_says_is_found() =>
        ARecord.OfThreeChanges().PagesChanges(2, "bert", 0, 4, hasMore: false, ARecord.Edited, ARecord.Liked, ARecord.Gone).Finds(BreachKind.WrongPage);

    [Fact]
    public void A_page_of_changes_out_of_order_is_found() =>
        ARecord.OfThreeChanges().PagesChanges(2, "bert", 0, ARecord.Liked, ARecord.Edited, ARecord.Gone).Finds(BreachKind.WrongPage);

    [Fact]
    public void An_edit_by_another_that_was_acknowledged_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Edit, "[foreign] {2.e9}", "bert").Makes("2.e9", 3, 4)
            .Changes(ARecord.Liked with { Text = "[foreign] {2.e9}", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") }).SettlesBoth()
            .Finds(BreachKind.TextChanged, BreachKind.ForeignChange);

    [Fact]
    public void A_deletion_by_another_that_was_acknowledged_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Delete, login: "bert").Makes("2.e9", 3, 4)
            .Changes(ARecord.Gone with { Id = "id3", Seq = 3, Time = ARecord.Message(3).Time, IsRead = false, Details = new SeenDetails(0, 4, null, true, "") }).SettlesBoth()
            .Finds(BreachKind.ForeignChange);

    [Fact]
    public void A_change_of_anothers_message_that_was_refused_is_no_breach() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.Edit, "[foreign] {2.e9}", "bert").Refuses("2.e9", "forbidden", "bert")
            .Asks("2.e8", 1, ChangeKind.Delete, login: "bert").Refuses("2.e8", "forbidden", "bert").Finds();

    [Theory]
    [InlineData("forbidden")]
    [InlineData("message_not_found")]
    [InlineData("too_late")]
    public void A_refusal_without_a_reason_is_found(string code) =>
        ARecord.OfThreeChanges().Asks("1.e9", 3, ChangeKind.Edit, "[1.3] {1.e9}").Refuses("1.e9", code).Finds(BreachKind.RefusedWithoutReason);

    [Fact]
    public void Too_many_reactions_are_refused_only_where_there_may_be_too_many()
    {
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Refuses("2.e9", "too_many_reactions", "bert").Finds(BreachKind.RefusedWithoutReason);
        var record = ARecord.OfThreeChanges();
        for (var i = 0; i < ChangeRules.MostReactions; i++)
        {
            record.Asks($"2.r{i}", 3, ChangeKind.React, $"r{i}", "bert", operationId: null);
        }

        record.Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Refuses("2.e9", "too_many_reactions", "bert").Finds();
    }

    [Fact]
    public void A_change_of_a_deleted_message_or_of_none_may_be_refused() =>
        ARecord.OfThreeChanges().Asks("2.e9", 2, ChangeKind.React, "+2", "bert").Refuses("2.e9", "message_not_found", "bert")
            .Asks("2.e8", 99, ChangeKind.React, "+2", "bert").Refuses("2.e8", "message_not_found", "bert").Finds();

    [Fact]
    public void A_change_that_nobody_ever_accepted_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Refuses("2.e9", "unavailable", "bert").Finds(BreachKind.NeverAccepted);

    [Fact]
    public void An_edit_that_was_refused_and_made_is_found() =>
        ARecord.OfThreeChanges().Asks("1.e9", 3, ChangeKind.Edit, "[1.3] {1.e9}", operationId: null).Refuses("1.e9", "unavailable")
            .Asks("2.e9", 3, ChangeKind.React, "+2", "bert", operationId: null)
            .Changes(ARecord.Liked with { Text = "[1.3] {1.e9}", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") }).SettlesBoth().Finds(BreachKind.RefusedButStored);

    [Fact]
    public void An_edit_to_a_text_that_nobody_sent_is_found() =>
        ARecord.OfThreeChanges().Asks("2.e9", 3, ChangeKind.React, "+2", "bert", operationId: null)
            .Changes(ARecord.Liked with { Text = "[1.3] who?", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") }).SettlesBoth()
            .Finds(BreachKind.Invented, BreachKind.TextChanged);

    [Fact]
    public void A_message_that_answers_another_than_was_sent_is_found() =>
        ARecord.OfThreeMessages().Tells(3, Answering).Keeps(3, Answering).Finds(BreachKind.TextChanged);

    [Fact]
    public void An_answer_to_a_message_that_is_there_and_was_refused_is_found()
    {
        var sent = new Sent(0, 1, 1, "1.9", ARecord.Room, "anna", "[1.9] hello", null) { ReplyTo = 2 };

        ARecord.OfThreeMessages().Add(at => sent with { At = at }).Add(at => new Refused(at, 1, 1, "1.9", ARecord.Room, "message_not_found")).Finds(BreachKind.RefusedWithoutReason);
        ARecord.OfThreeMessages().Add(at => sent with { At = at, ReplyTo = 99 }).Add(at => new Refused(at, 1, 1, "1.9", ARecord.Room, "message_not_found")).Finds();
    }

    [Fact]
    public void A_chat_list_with_an_old_form_is_found()
    {
        var record = ARecord.OfThreeChanges();
        record.Chats[0] = record.Chats[0] with { Last = ARecord.Message(3) };

        record.Finds(BreachKind.LiveAndHistoryDisagree);
    }

    [Fact]
    public void A_delivered_marker_that_moved_back_in_events_is_found() =>
        ARecord.OfThreeMessages().Add(at => new SawMarker(at, 1, 1, "anna", ARecord.Room, "bert", 2, Marker.Delivered))
            .Add(at => new SawMarker(at, 1, 1, "anna", ARecord.Room, "bert", 1, Marker.Delivered)).Finds(BreachKind.DeliveredMovedBack);

    [Fact]
    public void A_delivered_marker_that_moved_back_behind_what_was_answered_is_found() =>
        ARecord.OfThreeMessages().Add(at => new Marked(at, 2, 1, "bert", ARecord.Room, 3, Marker.Delivered)).Finds(BreachKind.DeliveredMovedBack);

    [Fact]
    public void A_delivered_marker_below_the_read_marker_is_found() =>
        ARecord.OfThreeMessages().With(record => record.Delivered["bert"] = 1).Finds(BreachKind.DeliveredMovedBack);

    [Fact]
    public void A_change_to_a_stranger_is_found() => ARecord.OfThreeChanges().ShowsChange(3, "carl", ARecord.Gone).Finds(BreachKind.SeenByStranger);

    private static SeenMessage EditedAgain { get; } = ARecord.Message(3) with { Text = "[1.3] {1.e3} hallo", Details = new SeenDetails(0, 4, ARecord.EditedAt, false, "bert +1") };

    private static SeenMessage Answering(SeenMessage message) => message with { Details = new SeenDetails(1, 0, null, false, "") };

    private static SeenMessage Unliked(long rev) => ARecord.Liked with { Details = new SeenDetails(0, rev, null, false, "") };

    private static SeenMessage Both(long rev) => ARecord.Liked with { Details = new SeenDetails(0, rev, null, false, "bert +1\nbert +2") };
}
