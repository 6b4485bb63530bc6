using System.Collections.ObjectModel;

namespace ActorChat.Faults.History;

/// <summary>Everything about one run that its checker uses.</summary>
/// <param name="Dialogs">Every room, by its number, with its two logins.</param>
/// <param name="Happenings">What the clients did, were answered and saw; each session's in its order.</param>
/// <param name="Final">Each room's whole history after the faults, as each of its two users read it page by page.</param>
/// <param name="Chats">Each user's chat list after the faults.</param>
/// <param name="Tables">The tables after the server's last end; null if they were not read.</param>
public sealed record RunHistory(
    IReadOnlyDictionary<string, Dialog> Dialogs,
    IReadOnlyList<Happening> Happenings,
    IReadOnlyList<FinalRoom> Final,
    IReadOnlyList<ChatEntry> Chats,
    TableContents? Tables)
{
    /// <summary>Whether something happened that looks like the restoring of a backup.</summary>
    public bool MayRenewEpoch { get; init; }
}

/// <summary>A room and its two users.</summary>
public sealed record Dialog(string Room, string First, string Second)
{
    public bool Has(string login) => login == First || login == Second;

    public string CompanionOf(string login) => login == First ? Second : First;
}

/// <summary>A room's whole history as one of its users read it.</summary>
public sealed record FinalRoom(string Viewer, string Room, IReadOnlyList<SeenMessage> Messages, IReadOnlyDictionary<string, long> Read)
{
    /// <summary>The number of the room's latest change.</summary>
    public long Rev { get; init; }

    /// <summary>How far each of the two has got the other's messages.</summary>
    public IReadOnlyDictionary<string, long> Delivered { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Every message that ever changed, as the pages of changes gave them, one after the other.</summary>
    public IReadOnlyList<SeenMessage> Changes { get; init; } = [];
}

/// <summary>A line of a user's chat list.</summary>
public sealed record ChatEntry(string Viewer, string Room, string Companion, long Unread, long LastSeq)
{
    /// <summary>The latest message; null if there is none, or the record does not have it.</summary>
    public SeenMessage? Last { get; init; }
}

/// <summary>What the database held.</summary>
/// <param name="Messages">The rows of <c>messages</c>, each with its room's number.</param>
/// <param name="RoomsOfUsers">The rows of <c>user_rooms</c>: login, then companion to room number.</param>
/// <param name="Damages">Findings of SQLite's integrity check; empty if none.</param>
public sealed record TableContents(
    IReadOnlyList<SeenMessage> Messages,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> RoomsOfUsers,
    IReadOnlyList<string> Damages)
{
    /// <summary>The same without messages and rooms of users outside the crowd.</summary>
    public TableContents Without(Func<SeenMessage, bool> isOutsider) => this with { Messages = [.. Messages.Where(message => !isOutsider(message))] };
}
