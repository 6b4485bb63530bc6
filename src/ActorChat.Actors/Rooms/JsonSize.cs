using System.Buffers;
using System.Text;

namespace ActorChat.Actors.Rooms;

/// <summary>The size of messages as JSON, an upper bound close to the real one. Pages are bounded by it.</summary>
public static class JsonSize
{
    /// <summary>Names of members, numbers, a room number and a time.</summary>
    private const int AllButTexts = 256;

    /// <summary>What an escape adds to the one byte of its character: <c>\u001f</c>, and <c>\"</c>.</summary>
    private const int LongEscape = 5;
    private const int ShortEscape = 1;

    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(unit => (char)unit)));

    /// <summary>Names of members, numbers and times of what only some messages have.</summary>
    private const int AllOfDetails = 160;

    /// <summary>What surrounds a reaction: its quotes, its list, and the quotes of two logins.</summary>
    private const int AroundReaction = 12;

    /// <summary>The login of whoever reacted, which the message does not have: 64 code points, and what a writer over HTTP makes of them.</summary>
    private const int Login = 64 * 4;
    private const int LoginOverHttp = 64 * 12;

    /// <summary>A message in an event or a page of history.</summary>
    public static int Of(ChatMessage message) =>
        AllButTexts + Of(message.Text) + Of(message.Author.Name) + (message.ClientMessageId is { } id ? Of(id) : 0) + (message.Details is { } details ? Of(details, Of, Login) : 0);

    /// <summary>A message over HTTP, whose writer escapes some characters that are not ASCII, including all beyond the basic plane.</summary>
    public static int OverHttp(ChatMessage message) =>
        AllButTexts + OverHttp(message.Text) + OverHttp(message.Author.Name) + (message.ClientMessageId is { } id ? OverHttp(id) : 0)
        + (message.Details is { } details ? Of(details, OverHttp, LoginOverHttp) : 0);

    private static int Of(MessageDetails details, Func<string, int> text, int login) =>
        AllOfDetails + details.FirstReactions.Sum(text) + details.SecondReactions.Sum(text)
        + ((details.FirstReactions.Length + details.SecondReactions.Length) * (AroundReaction + login));

    private static int OverHttp(string text)
    {
        var bytes = text.Length;
        foreach (var unit in text)
        {
            bytes += unit is < ' ' or '"' or '\\' or > '~' ? LongEscape : 0;
        }

        return bytes;
    }

    private static int Of(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        for (var rest = text.AsSpan(); rest.IndexOfAny(s_escaped) is var at and >= 0; rest = rest[(at + 1)..])
        {
            bytes += rest[at] is '"' or '\\' or '\n' or '\r' or '\t' or '\b' or '\f' ? ShortEscape : LongEscape;
        }

        return bytes;
    }
}
