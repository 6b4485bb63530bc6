namespace ActorChat.SocketIO;

/// <summary>Socket.IO packet types (protocol 5, "Packet types").</summary>
internal enum PacketType : byte
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}

/// <summary>Why a text is not a packet.</summary>
internal enum PacketError
{
    None,
    UnknownType,
    IllegalAttachments,
    TooManyAttachments,
    NamespaceTooLong,
    IllegalAckId,
    InvalidPayload,
    IllegalPlaceholder,
}

/// <summary>A parsed packet: positions in the text it was read from.</summary>
internal readonly struct Packet
{
    public required PacketType Type { get; init; }

    public int Attachments { get; init; }

    /// <summary>The namespace as written in the text; empty for "/".</summary>
    public Range Namespace { get; init; }

    public long? AckId { get; init; }

    /// <summary>The JSON; empty if there is none.</summary>
    public Range Payload { get; init; }

    /// <summary>The event's name without quotes; escapes are left as they are.</summary>
    public Range Name { get; init; }

    /// <summary>Whether the name contains escapes.</summary>
    public bool NameEscaped { get; init; }

    /// <summary>The values after the name, or all values of an acknowledgement, without brackets.</summary>
    public Range Arguments { get; init; }

    public bool IsEvent => Type is PacketType.Event or PacketType.BinaryEvent;

    public bool IsBinary => Type is PacketType.BinaryEvent or PacketType.BinaryAck;
}
