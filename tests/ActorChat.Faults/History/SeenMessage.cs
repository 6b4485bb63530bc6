namespace ActorChat.Faults.History;

/// <summary>A message as a client or a table showed it.</summary>
public sealed record SeenMessage(string Room, string Id, long Seq, string Login, string Text, string Time, bool IsRead, string? ClientMessageId)
{
    /// <summary>What most messages do not have; null if this one has nothing of it.</summary>
    public SeenDetails? Details { get; init; }

    /// <summary>The number of its latest change; 0 if it never changed.</summary>
    public long Rev => Details?.Rev ?? 0;

    /// <summary>Whether only its place is left.</summary>
    public bool IsDeleted => Details is { IsDeleted: true };

    /// <summary>Whether this is the same form of the same message; whether it is read changes with time.</summary>
    public bool Agrees(SeenMessage other) => ReferenceEquals(this, other) || this with { IsRead = false } == other with { IsRead = false };

    /// <summary>Whether this is the same message, in whatever form.</summary>
    public bool IsSame(SeenMessage other) => (Room, Id, Seq, Login, Time) == (other.Room, other.Id, other.Seq, other.Login, other.Time);
}

/// <summary>What only some messages have.</summary>
/// <param name="ReplyTo">The number of the message that this one answers; 0 if it answers none.</param>
/// <param name="Rev">The number of its latest change; 0 if it never changed.</param>
/// <param name="EditedAt">When its text last changed; null if never.</param>
/// <param name="IsDeleted">Whether only its place is left.</param>
/// <param name="Reactions">Who reacted with what, as <see cref="ReactionOf"/>, in the order of the text, separated by line breaks.</param>
public sealed record SeenDetails(long ReplyTo, long Rev, string? EditedAt, bool IsDeleted, string Reactions)
{
    private const char Separator = '\n';

    /// <summary>Those of a message that has nothing of it.</summary>
    public static SeenDetails None { get; } = new(0, 0, null, false, "");

    /// <summary>A user's reaction. Neither part can have white space.</summary>
    public static string ReactionOf(string login, string reaction) => $"{login} {reaction}";

    /// <summary>Puts reactions into one text, in an order of their own.</summary>
    public static string Join(IEnumerable<string> reactions) => string.Join(Separator, reactions.Order(StringComparer.Ordinal));

    /// <summary>Every reaction, as <see cref="ReactionOf"/>.</summary>
    public IReadOnlyList<string> All() => Reactions.Length == 0 ? [] : Reactions.Split(Separator);
}
