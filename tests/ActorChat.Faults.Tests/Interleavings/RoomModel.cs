using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests.Interleavings;

/// <summary>A room as it must be, from what was acknowledged.</summary>
internal sealed class RoomModel(string room, string user, string companion)
{
    private readonly List<SeenMessage> _messages = [];
    private readonly Dictionary<string, long> _read = new() { [user] = 0, [companion] = 0 };
    private readonly Dictionary<string, long> _delivered = new() { [user] = 0, [companion] = 0 };

    public string Room => room;

    public string Companion => companion;

    public long Seq => _messages.Count;

    public long Rev { get; private set; }

    public IReadOnlyList<SeenMessage> Messages => [.. _messages.Select(message => message with { IsRead = message.Seq <= _read[Other(message.Login)] })];

    /// <summary>What sync has to say to the user.</summary>
    public string State => StateOf(Seq, Rev, _messages.Count(message => message.Login != user && message.Seq > _read[user]), _read, _delivered, _messages is [.., var last] ? last : null, user, companion);

    public static string StateOf(
        long seq, long rev, long unread, IReadOnlyDictionary<string, long> read, IReadOnlyDictionary<string, long> delivered, SeenMessage? last, string user, string companion) =>
        $"seq {seq}, rev {rev}, unread {unread}, read {read[user]}/{read[companion]}, delivered {delivered[user]}/{delivered[companion]}, last {Form(last)}";

    public string Other(string login) => login == user ? companion : user;

    public void Post(SeenMessage message) => _messages.Add(message);

    public SeenMessage At(long seq) => _messages[(int)seq - 1];

    /// <summary>A change was acknowledged with a number; the number of an earlier one changes nothing.</summary>
    public void Change(long seq, long rev, string text, Func<SeenDetails, SeenDetails> change)
    {
        if (rev <= Rev)
        {
            return;
        }

        Rev = rev;
        var message = At(seq);
        _messages[(int)seq - 1] = message with { Text = text, Details = change(message.Details ?? SeenDetails.None) with { Rev = rev } };
    }

    public void Mark(string login, Marker marker, long seq)
    {
        _delivered[login] = Math.Max(_delivered[login], seq);
        if (marker == Marker.Read)
        {
            _read[login] = Math.Max(_read[login], seq);
        }
    }

    /// <summary>Of a deleted message, what it answered may be said or not.</summary>
    private static string Form(SeenMessage? message) => message is { IsDeleted: true } ? $"deleted with rev {message.Rev}" : $"{message?.Text} {message?.Details}";
}
