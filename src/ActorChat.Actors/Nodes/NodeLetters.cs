using ActorChat.Actors.Common;

namespace ActorChat.Actors.Nodes;

/// <summary>What nodes tell each other about their sessions. News of rooms and requests to end sessions go as they are.</summary>
public static class NodeLetters
{
    /// <summary>
    /// These users have sessions on the sending node. Sent when a user's first session there begins, before that session can ask anything; and with all users
    /// of the node, in parts, when a link begins.
    /// </summary>
    public sealed record LoginsCame(IReadOnlyList<Login> Logins);

    /// <summary>A user's last session on the sending node has ended.</summary>
    /// <param name="Login">The user.</param>
    /// <param name="At">When, in UTC milliseconds since 1970.</param>
    public sealed record LoginLeft(Login Login, long At);
}
