using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>Something that a client wants done, and sends until it is done or refused for good.</summary>
/// <param name="Key">Its name in this run.</param>
/// <param name="Room">The room.</param>
/// <param name="Id">The client's id for it: with one, it may be sent again.</param>
public abstract record Errand(string Key, string Room, string? Id)
{
    private int _refusals;

    /// <summary>A number that the same errand has in every run with this seed, and that differs from errand to errand.</summary>
    public int Place => Key.Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter)) & int.MaxValue;

    /// <summary>Refusals so far; the client waits longer after each.</summary>
    public int CountRefusal() => Interlocked.Increment(ref _refusals);
}

/// <summary>A message that a client wants stored.</summary>
/// <param name="ReplyTo">The number of the message that it answers; 0 if it answers none.</param>
public sealed record Draft(string Key, string Room, string Text, string? ClientMessageId, long ReplyTo = 0) : Errand(Key, Room, ClientMessageId);

/// <summary>A change that a client wants made.</summary>
/// <param name="Seq">The message's number.</param>
/// <param name="Value">The text or the reaction; empty for a deletion.</param>
public sealed record Change(string Key, string Room, long Seq, ChangeKind Kind, string Value, string? OperationId) : Errand(Key, Room, OperationId);
