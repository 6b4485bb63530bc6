using ActorChat.Faults.Checking;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>
/// A run's record, to plant breaches in: anna and bert share the room <c>ab</c>, and carl knows nobody. Unchanged it is clean. Session 1 is anna's, 2 bert's,
/// 3 carl's.
/// </summary>
internal sealed partial class ARecord
{
    public const string Room = "ab";

    private readonly List<Happening> _happenings = [];
    private long _at;

    public List<SeenMessage> Kept { get; } = [];

    public List<SeenMessage> Rows { get; } = [];

    public Dictionary<string, long> Read { get; } = new() { ["anna"] = 0, ["bert"] = 0 };

    public List<string> Damages { get; } = [];

    public List<ChatEntry> Chats { get; } = [];

    /// <summary>The companion's view, if it differs.</summary>
    public List<SeenMessage>? KeptForBert { get; set; }

    public Dictionary<string, string> RoomsOfAnna { get; } = new() { ["bert"] = Room };

    /// <summary>The number of the room's latest change.</summary>
    public long Rev { get; set; }

    /// <summary>Both users' delivered markers.</summary>
    public Dictionary<string, long> Delivered { get; } = new() { ["anna"] = 0, ["bert"] = 2 };

    /// <summary>What the pages of changes give at the end, if it is not what the history has.</summary>
    public List<SeenMessage>? FinalChanges { get; set; }

    /// <summary>Both joined. Anna wrote three messages, which were stored, acknowledged and shown to both. Bert read the first two.</summary>
    public static ARecord OfThreeMessages()
    {
        var record = new ARecord().Joins(1, "anna").Joins(2, "bert");
        for (var seq = 1; seq <= 3; seq++)
        {
            record.Sends(seq).Stores(seq).Answers(seq).Shows(1, "anna", seq).Shows(2, "bert", seq);
        }

        record.Marks(2).Keeps(seq: 1, isRead: true).Keeps(seq: 2, isRead: true);
        record.Chats.Add(new ChatEntry("bert", Room, "anna", Unread: 1, LastSeq: 3));
        return record.Settles(1, "anna").Settles(2, "bert");
    }

    public static SeenMessage Message(long seq, bool isRead = false) =>
        new(Room, $"id{seq}", seq, "anna", $"[1.{seq}] hello", $"2026-11-22T10:00:0{seq}.000Z", isRead, $"c1.{seq}");

    public long Now() => ++_at;

    public ARecord Add(Func<long, Happening> happening)
    {
        _happenings.Add(happening(Now()));
        return this;
    }

    /// <summary>Whether something happened that looks like the restoring of a backup.</summary>
    public bool MayRenewEpoch { get; set; }

    public ARecord Joins(int session, string viewer) => Add(at => new Joined(at, session, 1, viewer, Room));

    /// <summary>Bert joins and reads once more, and gets an epoch each time.</summary>
    public ARecord Tells(string joining, string reading) =>
        Add(at => new Joined(at, 2, 1, "bert", Room) { Epoch = joining })
            .Add(at => new SawPage(at, 2, 1, at, "bert", Room, 3, null, [], false, new Dictionary<string, long>()) { Epoch = reading })
            .Forgets(happening => happening is Settled);

    public ARecord Sends(long seq, string? clientMessageId = "") =>
        Add(at => new Sent(at, 1, 1, $"1.{seq}", Room, "anna", $"[1.{seq}] hello", clientMessageId == "" ? $"c1.{seq}" : clientMessageId));

    public ARecord Answers(long seq) => Add(at => new Acknowledged(at, 1, 1, $"1.{seq}", Room, $"id{seq}", seq, Message(seq).Time));

    public ARecord Shows(int session, string viewer, long seq) => Shows(session, viewer, Message(seq));

    public ARecord Shows(int session, string viewer, SeenMessage message) => Add(at => new SawLive(at, session, 1, viewer, message));

    public ARecord Pages(int session, string viewer, params SeenMessage[] messages)
    {
        var askedAt = Now();
        return Add(at => new SawPage(at, session, 1, askedAt, viewer, Room, null, null, messages, HasMore: false, new Dictionary<string, long>(Read)));
    }

    public ARecord Marks(long seq)
    {
        Read["bert"] = seq;
        Delivered["bert"] = seq;
        return Add(at => new Marked(at, 2, 1, "bert", Room, seq));
    }

    public ARecord Settles(int session, string viewer) => Add(at => new Settled(at, session, 1, viewer, Room));

    public ARecord Stores(long seq)
    {
        Kept.Add(Message(seq));
        Rows.Add(Message(seq));
        return this;
    }

    /// <summary>Changes what was stored, both in the history and in the tables.</summary>
    public ARecord Keeps(long seq, bool isRead) => Keeps(seq, message => message with { IsRead = isRead });

    public ARecord Keeps(long seq, Func<SeenMessage, SeenMessage> change)
    {
        Kept[(int)seq - 1] = change(Kept[(int)seq - 1]);
        Rows[(int)seq - 1] = change(Rows[(int)seq - 1]);
        return this;
    }

    /// <summary>Changes what clients were answered and shown of one message.</summary>
    public ARecord Tells(long seq, Func<SeenMessage, SeenMessage> change)
    {
        for (var i = 0; i < _happenings.Count; i++)
        {
            _happenings[i] = _happenings[i] is SawLive live && live.Message.Seq == seq ? live with { Message = change(live.Message) } : _happenings[i];
        }

        return this;
    }

    public ARecord Forgets(Predicate<Happening> which)
    {
        _happenings.RemoveAll(which);
        return this;
    }

    /// <summary>A message that does not exist, although the next ones have the following numbers.</summary>
    public ARecord Without(long seq)
    {
        Kept.RemoveAll(message => message.Seq == seq);
        Rows.RemoveAll(message => message.Seq == seq);
        return this;
    }

    /// <summary>Bert's chat list.</summary>
    public ARecord WithLatest(long seq, long unread)
    {
        Chats[0] = Chats[0] with { LastSeq = seq, Unread = unread };
        return this;
    }

    /// <summary>The kinds of breaches that the checker finds, each once.</summary>
    public BreachKind[] Breaches() => [.. Checker.Check(ToHistory()).Breaches.Select(breach => breach.Kind).Distinct().Order()];

    public Verdict Verdict() => Checker.Check(ToHistory());

    /// <summary>Checks that the checker finds these kinds, and no others.</summary>
    public void Finds(params BreachKind[] kinds)
    {
        var verdict = Verdict();
        Assert.True(kinds.Order().SequenceEqual(Breaches()), $"expected {string.Join(", ", kinds)}; found\n{string.Join('\n', verdict.Breaches)}");
    }

    private FinalRoom Final(string viewer, IReadOnlyList<SeenMessage> messages) => new(viewer, Room, messages, Read)
    {
        Rev = Rev,
        Delivered = Delivered,
        Changes = FinalChanges ?? [.. messages.Where(message => message.Rev > 0).OrderBy(message => message.Rev)],
    };

    private RunHistory ToHistory() => new(
        new Dictionary<string, Dialog> { [Room] = new(Room, "anna", "bert") },
        _happenings,
        [Final("anna", Kept), Final("bert", KeptForBert ?? Kept)],
        Chats,
        new TableContents(
            Rows,
            new Dictionary<string, IReadOnlyDictionary<string, string>> { ["anna"] = RoomsOfAnna, ["bert"] = new Dictionary<string, string> { ["anna"] = Room } },
            Damages))
    {
        MayRenewEpoch = MayRenewEpoch,
    };
}
