using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>Draws the changes of one client: of its own messages, of others, of the latest as of old ones, again, and where it must not.</summary>
internal sealed class Changer(World world, Account account, int session, Random random, Progress progress)
{
    private const int Remembered = 500;
    private const int Latest = 6;

    /// <summary>A number that no message has.</summary>
    private const long Nowhere = 1_000_000;

    private static readonly string[] Reactions = ["👍", "❤️", "😂", "👨‍👩‍👧", "+1", "ok", "да", "sixteen-chars-ok"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(long Seq, string Key)>> _written = [];
    private int _changes;

    /// <summary>A message of this client was stored.</summary>
    public void Wrote(Draft draft, long seq)
    {
        lock (_gate)
        {
            if (!_written.TryGetValue(draft.Room, out var written))
            {
                _written[draft.Room] = written = [];
            }

            if (written.Count == Remembered)
            {
                written.RemoveAt(0);
            }

            written.Add((seq, draft.Key));
        }
    }

    /// <summary>The next change in a room; null if there is nothing to change.</summary>
    public Change? Draw(string room)
    {
        var choice = random.Next(100);
        var place = random.Next();
        var isRecent = random.Next(10) < 7;
        return choice switch
        {
            < 8 => Again(account.RecallChange(place)),
            < 38 => Own(room, place, isRecent, ChangeKind.Edit),
            < 46 => Own(room, place, isRecent, ChangeKind.Delete),
            < 50 => Any(room, place, isRecent, random.Next(2) == 0 ? ChangeKind.Edit : ChangeKind.Delete),
            < 52 => Make(room, Nowhere + random.Next(100), random.Next(2) == 0 ? ChangeKind.Edit : ChangeKind.React, "nobody"),
            _ => Any(room, place, isRecent, random.Next(10) < 6 ? ChangeKind.React : ChangeKind.Unreact),
        };
    }

    /// <summary>A number of a message that another one answers; 0 if there is none.</summary>
    public long DrawReplyTo(string room) => progress.Seq(room) switch
    {
        0 => 0,
        _ when random.Next(50) == 0 => Nowhere + random.Next(100),
        var last => 1 + random.NextInt64(last),
    };

    /// <summary>A change that was made long ago. One in four has another text: it is the same change nevertheless.</summary>
    private Change? Again(Change? made) =>
        made is { Kind: ChangeKind.Edit } && random.Next(4) == 0 ? made with { Value = Texts.Make("again", random, world.Habits.TextLength, made.Key) } : made;

    private Change? Own(string room, int place, bool isRecent, ChangeKind kind)
    {
        (long Seq, string Key) message;
        lock (_gate)
        {
            if (!_written.TryGetValue(room, out var written))
            {
                return null;
            }

            message = written[Index(written.Count, place, isRecent)];
        }

        return Make(room, message.Seq, kind, message.Key);
    }

    private Change? Any(string room, int place, bool isRecent, ChangeKind kind)
    {
        // One message of each room gets so many reactions that they become too many.
        var seq = kind == ChangeKind.React && place % 12 == 0 ? 1 : 1 + Index((int)progress.Seq(room), place, isRecent);
        return progress.Seq(room) == 0 ? null : Make(room, seq, kind, "foreign");
    }

    private Change Make(string room, long seq, ChangeKind kind, string message)
    {
        var key = $"{session}.e{++_changes}";
        var value = kind switch
        {
            ChangeKind.Edit => Texts.Make(message, random, world.Habits.TextLength, key),
            ChangeKind.Delete => "",
            _ when seq == 1 => $"r{random.Next(30)}",
            _ => Reactions[random.Next(Reactions.Length)],
        };

        // A reaction has no id: it is the same however often it comes.
        var id = random.Next(5) == 0 || kind is ChangeKind.React or ChangeKind.Unreact ? null : "o" + key;
        return new Change(key, room, seq, kind, value, id);
    }

    private static int Index(int count, int place, bool isRecent) => count == 0 ? 0 : isRecent ? count - 1 - (place % Math.Min(count, Latest)) : place % count;
}
