using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>What became of a request by the rules of its room.</summary>
public enum DecisionKind
{
    /// <summary>It is allowed and changes nothing.</summary>
    Nothing,

    /// <summary>It is not allowed.</summary>
    Refused,

    /// <summary>It is a message that was sent before.</summary>
    Repeated,

    /// <summary>Something happens by it.</summary>
    Accepted,
}

/// <summary>What a rule decided: one of four cases, each made in one way only. A value, since every message gets one.</summary>
public readonly record struct Decision
{
    public static readonly Decision Nothing;

    /// <summary>The answer of a room that does not exist, and to whoever is not one of its users.</summary>
    public static readonly Decision NoSuchRoom = Refuse(ChatError.RoomNotFound);

    private Decision(DecisionKind kind, ChatError? refusal = null, ChatMessage? first = null, RoomOpened? opening = null, RoomEvent? happened = null) =>
        (Kind, Refusal, First, Opening, Happened) = (kind, refusal, first, opening, happened);

    public DecisionKind Kind { get; }

    /// <summary>Why it was refused; null in all other cases.</summary>
    public ChatError? Refusal { get; }

    /// <summary>Of a repeated message, the first one.</summary>
    public ChatMessage? First { get; }

    /// <summary>The opening of the room, where an accepted request brought it about.</summary>
    public RoomOpened? Opening { get; }

    /// <summary>What else an accepted request brought about.</summary>
    public RoomEvent? Happened { get; }

    public static Decision Refuse(ChatError error) => new(DecisionKind.Refused, refusal: error);

    public static Decision Repeat(ChatMessage first) => new(DecisionKind.Repeated, first: first);

    /// <summary>Something happens: an event, or two of which the first opens the room.</summary>
    public static Decision Accept(RoomOpened? opening, RoomEvent? happened) =>
        opening is null && happened is null
            ? throw new ArgumentException("What is accepted makes something happen.", nameof(happened))
            : new(DecisionKind.Accepted, opening: opening, happened: happened);
}
