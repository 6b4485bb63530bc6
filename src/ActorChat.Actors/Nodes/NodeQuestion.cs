using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;

namespace ActorChat.Actors.Nodes;

/// <summary>
/// What a node asks the others for its own clients and operators. <see cref="RegistryCommands.ListSessions"/> and <see cref="PartitionCommands.ListAwake"/> are
/// asked as well; each node answers for itself alone.
/// </summary>
public static class NodeQuestion
{
    /// <summary>
    /// Tokens have ended in the tables: the node forgets them, then ends the sessions concerned. Answered by <see cref="RegistryCommands.SessionsEnded"/>. Safe to
    /// repeat.
    /// </summary>
    /// <param name="Login">Their user.</param>
    /// <param name="TokenIds">The tokens.</param>
    /// <param name="EndsAll">Whether all of the user's sessions end, or those that these tokens opened.</param>
    /// <param name="Reason">Why the sessions end.</param>
    public sealed record EndTokens(Login Login, IReadOnlyList<string> TokenIds, bool EndsAll, CloseReason Reason);

    /// <summary>
    /// A user is being erased, as the tables say: the node forgets the account, its tokens and whatever it keeps of messages outside of its rooms, and ends the
    /// sessions. Answered by <see cref="RegistryCommands.SessionsEnded"/>. Safe to repeat.
    /// </summary>
    public sealed record ForgetUser(Login Login, IReadOnlyList<string> TokenIds);

    /// <summary>
    /// Waits until the tables hold all rooms of a user that this node was given before; answered by <see cref="NodeReply.Written"/>.
    /// </summary>
    public sealed record WhenWritten(Login Login);

    /// <summary>Ends a session; answered by <see cref="RegistryCommands.SessionsEnded"/>.</summary>
    public sealed record EndSession(string SessionId, CloseReason Reason);

    /// <summary>The rate limits in force; answered by <see cref="NodeReply.Limits"/>.</summary>
    public sealed record ShowLimits
    {
        public static readonly ShowLimits Instance = new();

        private ShowLimits()
        {
        }
    }

    /// <summary>What the node shows operators of itself; answered by <see cref="NodeReply.Shown"/>.</summary>
    /// <param name="What">A name that the host gives it; a node that does not know it does not answer.</param>
    /// <param name="Limit">The most entries of a list.</param>
    public sealed record Show(string What, int Limit);

    /// <summary>A rate limit was changed and is stored; answered by <see cref="NodeReply.Limits"/>, changed if the node knows the limit.</summary>
    public sealed record SetLimit(string Name, string Limit)
    {
        /// <summary>In place of a limit: the one of the node's own settings.</summary>
        public const string AsWritten = "";
    }
}

/// <summary>The answers that only these questions have.</summary>
public static class NodeReply
{
    /// <summary>The tables hold what was waited for.</summary>
    /// <param name="Partitions">
    /// The room partitions that were open on the node when it began to wait. Each of them has replayed all that earlier owners acknowledged. If the answers of
    /// all nodes together lack a partition, something acknowledged may be missing in the tables.
    /// </param>
    public sealed record Written(IReadOnlyList<int> Partitions);

    /// <summary>What was asked for, as JSON.</summary>
    public sealed record Shown(string Json);

    /// <summary>The rate limits of a node by their names, in their order.</summary>
    public sealed record Limits(IReadOnlyList<KeyValuePair<string, string>> InForce);
}
