using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>What one transaction changes about one message, however many changes there were.</summary>
public sealed class MessageChange
{
    internal MessageChange(MessageChanged first) => (Seq, Text, Details) = (first.Seq, first.Text, first.Details);

    /// <summary>The message's number.</summary>
    public long Seq { get; }

    /// <summary>Its text from now on, empty if it is deleted; null if it stays.</summary>
    public string? Text { get; private set; }

    /// <summary>Its details from now on. A message that has a later <see cref="MessageDetails.Rev"/> already stays as it is.</summary>
    public MessageDetails Details { get; private set; }

    internal void Add(MessageChanged later) => (Text, Details) = (later.Text ?? Text, later.Details);
}
