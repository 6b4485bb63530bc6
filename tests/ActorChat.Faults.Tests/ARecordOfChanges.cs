using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>What changes in a record.</summary>
internal sealed partial class ARecord
{
    public const string EditedAt = "2026-11-22T11:00:00.000Z";

    /// <summary>Anna's edit of her first message, rev 1.</summary>
    public static SeenMessage Edited { get; } = Message(1, isRead: true) with { Text = "[1.1] {1.e1} hallo", Details = new SeenDetails(0, 1, EditedAt, false, "") };

    /// <summary>Bert's reaction to her third, rev 2.</summary>
    public static SeenMessage Liked { get; } = Message(3) with { Details = new SeenDetails(0, 2, null, false, "bert +1") };

    /// <summary>Her second one, which she deleted, rev 3.</summary>
    public static SeenMessage Gone { get; } = Message(2, isRead: true) with { Text = "", ClientMessageId = null, Details = new SeenDetails(0, 3, null, true, "") };

    /// <summary>The record of three messages, of which anna edits the first, bert likes the third, and anna deletes the second; all of it acknowledged and shown to both.</summary>
    public static ARecord OfThreeChanges()
    {
        var record = OfThreeMessages().Forgets(happening => happening is Settled);
        record.Asks("1.e1", 1, ChangeKind.Edit, Edited.Text).Makes("1.e1", 1, 1).Changes(Edited);
        record.Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 2).Changes(Liked);
        record.Asks("1.e2", 2, ChangeKind.Delete).Makes("1.e2", 2, 3).Changes(Gone);
        return record.SettlesBoth();
    }

    public ARecord With(Action<ARecord> change)
    {
        change(this);
        return this;
    }

    public ARecord SettlesBoth() => Forgets(happening => happening is Settled).Settles(1, "anna").Settles(2, "bert");

    public ARecord Asks(string key, long seq, ChangeKind kind, string value = "", string login = "anna", string? operationId = "") =>
        Add(at => new ChangeSent(at, login == "anna" ? 1 : 2, 1, key, Room, login, seq, kind, value, operationId == "" ? "o" + key : operationId));

    public ARecord Makes(string key, long seq, long rev, string time = EditedAt) => Add(at => new ChangeAnswered(at, key[0] - '0', 1, key, Room, seq, rev, time));

    public ARecord Refuses(string key, string code, string login = "anna") => Add(at => new ChangeRefused(at, login == "anna" ? 1 : 2, 1, at - 1, key, Room, code));

    /// <summary>A change that was made and shown to both.</summary>
    public ARecord Changes(SeenMessage form) => Keeps(form).ShowsChange(1, "anna", form).ShowsChange(2, "bert", form);

    /// <summary>A change that was made.</summary>
    public ARecord Keeps(SeenMessage form)
    {
        Rev = Math.Max(Rev, form.Rev);
        return Keeps(form.Seq, _ => form);
    }

    public ARecord ShowsChange(int session, string viewer, SeenMessage form) => Add(at => new SawChanged(at, session, 1, viewer, form.Rev, form));

    /// <summary>A page of changes, asked for and answered at once.</summary>
    public ARecord PagesChanges(int session, string viewer, long since, params SeenMessage[] forms) => PagesChanges(session, viewer, since, Rev, hasMore: false, forms);

    public ARecord PagesChanges(int session, string viewer, long since, long rev, bool hasMore, params SeenMessage[] forms)
    {
        var askedAt = Now();
        return Add(at => new SawChanges(at, session, 1, askedAt, viewer, Room, since, forms, rev, hasMore));
    }

    /// <summary>A page of the whole history with these forms, asked for and answered at once.</summary>
    public ARecord PagesAll(int session, string viewer, long rev, params SeenMessage[] messages)
    {
        var askedAt = Now();
        return Add(at => new SawPage(at, session, 1, askedAt, viewer, Room, null, null, messages, HasMore: false, new Dictionary<string, long>(Read))
        {
            Rev = rev,
            Delivered = new Dictionary<string, long>(Delivered),
        });
    }
}
