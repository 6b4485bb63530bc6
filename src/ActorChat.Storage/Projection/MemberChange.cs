using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>What one transaction changes for one of a room's two users. Null stands for what does not change.</summary>
public sealed class MemberChange
{
    /// <summary>How many of the companion's messages the user has not read.</summary>
    public long? Unread { get; internal set; }

    /// <summary>Everything that this user wrote up to this number is erased: only the places of these messages are left.</summary>
    public long? ErasedUpTo { get; internal set; }

    /// <summary>The companion's messages above this number …</summary>
    public long ReadFrom { get; private set; }

    /// <summary>… up to this one are read, and this is the user's marker.</summary>
    public long? ReadUpTo { get; private set; }

    internal void Read(MessagesRead read)
    {
        ReadFrom = ReadUpTo is null ? read.From : Math.Min(ReadFrom, read.From);
        ReadUpTo = read.UpTo;
        Unread = read.Unread;
    }
}
