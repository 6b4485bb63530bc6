namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>What a client sends after the opening handshake, and everything that the server answers.</summary>
/// <param name="Section">The section of RFC 6455.</param>
/// <param name="Rule">Its rule, in short.</param>
/// <param name="Sent">The frames, as one sequence of bytes.</param>
/// <param name="Answers">The server's frames, as <see cref="Frames.Show"/> writes them. Without a close at the end the WebSocket stays open.</param>
public sealed record WireCase(string Section, string Rule, byte[] Sent, params string[] Answers)
{
    public bool StaysOpen => Answers is not [.., var last] || !last.StartsWith("close:", StringComparison.Ordinal);

    public override string ToString() => $"{Section} {Rule}";

    /// <summary>A case whose WebSocket stays open without an answer, or is closed with a status.</summary>
    internal static WireCase Of(string section, string rule, string answer, params byte[][] frames) =>
        new(section, rule, [.. frames.SelectMany(static frame => frame)], answer.Length == 0 ? [] : [answer]);

    /// <summary>A message that the echo sends back unchanged.</summary>
    internal static WireCase Echo(string section, string rule, byte first, byte[] message, params byte[][] frames) =>
        Of(section, rule, Frames.Show(first, message), frames);
}
