using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>The result of a request under the rules of its room.</summary>
public enum DecisionKind
{
    /// <summary>It is allowed and changes nothing.</summary>
    Nothing,

    /// <summary>It is not allowed.</summary>
    Refused,

    /// <summary>It is a message that was sent before.</summary>
    Repeated,

    /// <summary>It causes an event.</summary>
    Accepted,
}

/// <summary>A decision of the rules: one of four cases, each made in one way only. A value type, because every message gets one.</summary>
public readonly record struct Decision
{
    public static readonly Decision Nothing;

    /// <summary>The answer of a room that does not exist, and to everyone who is not one of its users.</summary>
    public static readonly Decision NoSuchRoom = Refuse(ChatError.RoomNotFound);

    private Decision(DecisionKind kind, ChatError? refusal = null, ChatMessage? first = null, RoomOpened? opening = null, RoomEvent? happened = null, ChatMessage? changed = null, RoomReply? reply = null) =>
        (Kind, Refusal, First, Opening, Happened, Changed, Reply) = (kind, refusal, first, opening, happened, changed, reply);

    public DecisionKind Kind { get; }

    /// <summary>Why it was refused; null in all other cases.</summary>
    public ChatError? Refusal { get; }

    /// <summary>For a repeated message, the first one.</summary>
    public ChatMessage? First { get; }

    /// <summary>The opening of the room, if an accepted request opens it.</summary>
    public RoomOpened? Opening { get; }

    /// <summary>The other event of an accepted request.</summary>
    public RoomEvent? Happened { get; }

    /// <summary>If a message is changed, the message with the change.</summary>
    public ChatMessage? Changed { get; }

    /// <summary>The answer to a request that changes nothing, where it does not follow from the room's state.</summary>
    public RoomReply? Reply { get; }

    public static Decision Refuse(ChatError error) => new(DecisionKind.Refused, refusal: error);

    public static Decision Repeat(ChatMessage first) => new(DecisionKind.Repeated, first: first);

    /// <summary>It changes nothing, and this is the answer.</summary>
    public static Decision AsBefore(RoomReply reply) => new(DecisionKind.Nothing, reply: reply);

    /// <summary>It changes a message.</summary>
    /// <param name="happened">The change.</param>
    /// <param name="changed">The message with it.</param>
    public static Decision Change(MessageChanged happened, ChatMessage changed) => new(DecisionKind.Accepted, happened: happened, changed: changed);

    /// <summary>It causes an event, or two of which the first opens the room.</summary>
    public static Decision Accept(RoomOpened? opening, RoomEvent? happened) =>
        opening is null && happened is null
            ? throw new ArgumentException("What is accepted makes something happen.", nameof(happened))
            : new(DecisionKind.Accepted, opening: opening, happened: happened);
}
