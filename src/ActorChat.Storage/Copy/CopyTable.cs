namespace ActorChat.Storage.Copy;

/// <summary>
/// A table as it goes from one engine to another: rows in one order, with values that are null, whole numbers or text. What an engine can compute is left out:
/// skeletons of logins, read flags of messages, lists of rooms.
/// </summary>
public sealed class CopyTable
{
    private CopyTable(string name, string columns) => (Name, Columns) = (name, columns.Split(' '));

    /// <summary>By <c>id</c>. <c>online</c> is 1 or 0.</summary>
    public static CopyTable Users { get; } = new("users", "id login login_key password created_at last_seen blocked_at erase_begun erase_done online");

    /// <summary>By <c>token</c>.</summary>
    public static CopyTable Tokens { get; } = new("user_token", "token user login_key created_at expires_at last_used");

    /// <summary>
    /// By <c>id</c>, the room's number as text. Times are milliseconds. <c>rank</c> orders the rooms by when something happened last, from 1 on: what the numbers of
    /// journals say is not copied, since the copy has other journals. There all rooms are in <see cref="Projection.JournalPlace.Before"/>, by their ranks.
    /// </summary>
    public static CopyTable Rooms { get; } = new(
        "rooms", "id first_login second_login first_key second_key opened_at active_at last_seq last_id first_read first_unread second_read second_unread first_client_seq rev first_delivered second_delivered happened_at rank");

    /// <summary>By <c>room</c>, the room's number as text, and <c>seq</c>.</summary>
    public static CopyTable Messages { get; } = new(
        "messages", "room seq id time by_second client_id text reply_to rev edited_at deleted_at first_reactions second_reactions");

    /// <summary>By <c>room</c>, <c>by_second</c> and <c>operation_id</c>, compared by code points.</summary>
    public static CopyTable Operations { get; } = new("operations", "room by_second operation_id seq rev time");

    /// <summary>By <c>id</c>, the room's number as text, and <c>by_second</c>.</summary>
    public static CopyTable Blocks { get; } = new("blocks", "id by_second first_login second_login blocker_key");

    /// <summary>By <c>id</c>, the room's number as text.</summary>
    public static CopyTable Retention { get; } = new("room_retention", "id kept expired_seq");

    /// <summary>When a server last said that it lives; no row, if none did.</summary>
    public static CopyTable Alive { get; } = new("alive", "at");

    /// <summary>By <c>key</c>: settings that operators changed while a server ran, such as limits.</summary>
    public static CopyTable LiveSettings { get; } = new("live_settings", "key value");

    /// <summary>All of them, each after those it needs.</summary>
    public static IReadOnlyList<CopyTable> All { get; } = [Users, Tokens, Rooms, Messages, Operations, Blocks, Retention, Alive, LiveSettings];

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    public override string ToString() => Name;
}
