using ActorChat.Faults.Checking;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>What a client that only syncs must have.</summary>
public sealed class SyncSpecs
{
    private const string Epoch = "abcdefgh01234567";

    [Fact]
    public void A_client_that_syncs_and_has_everything_is_no_breach() =>
        Synced(ARecord.OfThreeChanges(), null, "c1", [Now()]).Finds();

    [Fact]
    public void A_client_that_goes_on_from_its_cursor_keeps_what_it_has() =>
        Synced(Synced(ARecord.OfThreeChanges(), null, "c1", [Now()]), "c1", "c1", [], isLast: true).Finds();

    [Fact]
    public void A_room_missing_without_a_cursor_is_found() => Synced(ARecord.OfThreeChanges(), null, "c1", []).Finds(BreachKind.MissingFromSync);

    [Theory]
    [InlineData(2, 3, 2, 2)]
    [InlineData(3, 2, 2, 2)]
    [InlineData(3, 3, 1, 2)]
    [InlineData(3, 3, 2, 1)]
    public void A_room_that_is_behind_what_was_known_is_found(long seq, long rev, long read, long delivered)
    {
        var record = Synced(ARecord.OfThreeChanges(), null, "c1", [State(seq, rev, read, delivered)]);

        Assert.Contains(BreachKind.MissingFromSync, record.Breaches());
    }

    [Fact]
    public void A_page_that_is_not_the_last_may_lack_what_comes_later()
    {
        var record = Synced(ARecord.OfThreeMessages().Forgets(happening => happening is Settled), null, "c1", [State(3, 0, 2, 2)], complete: false);
        record.Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Changes(ARecord.Edited);

        Synced(record, "c1", "c2", [State(3, 1, 2, 2)]).Finds();
    }

    [Fact]
    public void A_client_that_is_told_that_it_has_everything_and_has_not_is_found()
    {
        var record = Synced(ARecord.OfThreeMessages().Forgets(happening => happening is Settled), null, "c1", [State(3, 0, 2, 2)], complete: false);
        record.Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Changes(ARecord.Edited);

        Synced(record, "c1", "c2", []).Finds(BreachKind.MissingFromSync);
    }

    [Fact]
    public void An_empty_page_that_is_not_the_last_is_found() =>
        Synced(ARecord.OfThreeChanges(), null, "c1", [], complete: false).Finds(BreachKind.MissingFromSync);

    [Fact]
    public void A_page_that_is_not_the_last_and_has_the_same_cursor_is_found() =>
        Synced(Synced(ARecord.OfThreeChanges(), null, "c1", [Now()]), "c1", "c1", [Now()], complete: false).Finds(BreachKind.MissingFromSync);

    [Fact]
    public void What_was_acknowledged_after_the_question_may_be_missing()
    {
        var record = ARecord.OfThreeMessages().Forgets(happening => happening is Settled);
        var askedAt = record.Now();
        record.Asks("1.e1", 1, ChangeKind.Edit, ARecord.Edited.Text).Makes("1.e1", 1, 1).Changes(ARecord.Edited);

        Synced(record, null, "c1", [State(3, 0, 2, 2) with { Last = ARecord.Message(3) }], askedAt: askedAt).Finds();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    public void A_client_that_differs_at_the_end_is_found(long unread, long delivered) =>
        Synced(ARecord.OfThreeChanges().With(record => record.Delivered["bert"] = 2), null, "c1", [Now() with { Unread = unread, Delivered = Bert(delivered) }], isLast: true)
            .Finds(delivered > 2 ? [BreachKind.DeliveredMovedBack, BreachKind.MissingFromSync] : [BreachKind.MissingFromSync]);

    [Fact]
    public void A_latest_message_in_an_old_form_is_found() =>
        Synced(ARecord.OfThreeChanges(), null, "c1", [Now() with { Last = ARecord.Message(3) }], isLast: true).Finds(BreachKind.StalePage, BreachKind.MissingFromSync);

    [Fact]
    public void A_deleted_text_in_an_answer_is_found()
    {
        var gone = ARecord.Gone with { Id = "id3", Seq = 3, Time = ARecord.Message(3).Time, IsRead = false, Details = new SeenDetails(0, 4, null, true, "") };
        var record = ARecord.OfThreeChanges().Asks("1.e9", 3, ChangeKind.Delete).Makes("1.e9", 3, 4).Changes(gone).SettlesBoth();

        Synced(record, null, "c1", [Now() with { Rev = 4, Last = ARecord.Liked }]).Finds(BreachKind.GoneTextSeen);
    }

    [Fact]
    public void A_number_without_its_message_is_found() =>
        Synced(ARecord.OfThreeChanges(), null, "c1", [Now() with { Last = null }]).Finds(BreachKind.ReadStateWrong);

    [Fact]
    public void A_cursor_of_another_epoch_without_a_reset_is_found() =>
        Synced(Synced(ARecord.OfThreeChanges().With(record => record.MayRenewEpoch = true), null, "c1", [Now()]), "c1", "c2", [Now()], epoch: "76543210hgfedcba").Finds(BreachKind.CursorWithoutReset);

    [Fact]
    public void A_reset_without_another_epoch_is_found() =>
        Synced(Synced(ARecord.OfThreeChanges(), null, "c1", [Now()]), "c1", "c2", [Now()], reset: true).Finds(BreachKind.CursorWithoutReset);

    [Fact]
    public void A_reset_begins_anew() =>
        Synced(Synced(ARecord.OfThreeChanges().With(record => record.MayRenewEpoch = true), null, "c1", [Now()]), "c1", "c2", [], epoch: "76543210hgfedcba", reset: true).Finds(BreachKind.MissingFromSync);

    [Fact]
    public void A_room_of_others_is_found() => 
        ARecord.OfThreeChanges().Add(at => new SawSync(at, 3, 1, at, "carl", null, "c1", [Now()], true, false, Epoch, false)).Finds(BreachKind.SeenByStranger);

    private static SyncedRoom Now() => State(3, 3, 2, 2) with { Last = ARecord.Liked };

    private static SyncedRoom State(long seq, long rev, long read, long delivered) =>
        new(ARecord.Room, "anna", seq, rev, 1, Bert(read), Bert(delivered), rev == 3 && seq == 3 ? ARecord.Liked : ARecord.Message(seq));

    private static Dictionary<string, long> Bert(long seq) => new() { ["anna"] = 0, ["bert"] = seq };

    /// <summary>Bert syncs.</summary>
    private static ARecord Synced(
        ARecord record, string? since, string cursor, SyncedRoom[] rooms, bool complete = true, bool reset = false, string epoch = Epoch, bool isLast = false, long? askedAt = null)
    {
        var asked = askedAt ?? record.Now();
        return record.Add(at => new SawSync(at, 2, 1, asked, "bert", since, cursor, rooms, complete, reset, epoch, isLast));
    }
}
