namespace ActorChat.Actors.Rooms;

/// <summary>What goes of a page of messages because it was kept long enough.</summary>
/// <param name="Changes">The changes, and each message as its change makes it.</param>
/// <param name="UpTo">All messages up to this number are over; 0 if none is.</param>
/// <param name="AnyMore">Whether messages after the page may be over too.</param>
public sealed record Expiry(IReadOnlyList<(MessageChanged Changed, ChatMessage Message)> Changes, long UpTo, bool AnyMore);
