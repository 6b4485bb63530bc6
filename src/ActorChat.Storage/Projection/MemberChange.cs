using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>What one transaction changes for one of a room's two users. Null stands for what does not change.</summary>
public sealed class MemberChange
{
    /// <summary>How many of the companion's messages the user has not read.</summary>
    public long? Unread { get; internal set; }

    /// <summary>
    /// Everything that this user wrote up to this number is erased, and all of the user's reactions, ids of changes and blocks: only the places of these messages
    /// are left.
    /// </summary>
    public long? ErasedUpTo { get; private set; }

    /// <summary>The companion's messages above this number …</summary>
    public long ReadFrom { get; private set; }

    /// <summary>… up to this one are read, and this is the user's marker.</summary>
    public long? ReadUpTo { get; private set; }

    /// <summary>The user's clients have all of the companion's messages up to this number; stored only if the user's marker is not above it already.</summary>
    public long? DeliveredUpTo { get; private set; }

    /// <summary>Whether the user blocks the companion.</summary>
    public bool? Blocks { get; internal set; }

    internal void Read(MessagesRead read)
    {
        ReadFrom = ReadUpTo is null ? read.From : Math.Min(ReadFrom, read.From);
        ReadUpTo = read.UpTo;
        Unread = read.Unread;
        Delivered(read.UpTo);
    }

    internal void Delivered(long upTo) => DeliveredUpTo = Math.Max(DeliveredUpTo ?? 0, upTo);

    internal void Erase(long upTo) => (ErasedUpTo, Blocks) = (upTo, false);
}
