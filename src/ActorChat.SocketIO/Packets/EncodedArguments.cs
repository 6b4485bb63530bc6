namespace ActorChat.SocketIO;

/// <summary>Arguments that are JSON already, with the attachments their placeholders refer to.</summary>
public readonly struct EncodedArguments
{
    internal readonly ReadOnlyMemory<byte>[]? AttachmentArray;

    /// <summary>Wraps arguments without attachments.</summary>
    /// <param name="utf8">JSON values separated by commas, without the enclosing brackets; empty for none. Must be valid.</param>
    public EncodedArguments(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>Wraps arguments whose placeholders refer to <paramref name="attachments"/>.</summary>
    /// <param name="utf8">JSON values separated by commas, without the enclosing brackets.</param>
    /// <param name="attachments">The binary values, by the number in their placeholders.</param>
    public EncodedArguments(ReadOnlyMemory<byte> utf8, params ReadOnlyMemory<byte>[]? attachments)
    {
        Utf8 = utf8;
        AttachmentArray = attachments is { Length: 0 } ? null : attachments;
    }

    /// <summary>JSON values separated by commas, without the enclosing brackets.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The binary values.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => AttachmentArray ?? [];

    /// <summary>Reads the value at <paramref name="index"/>; the default when there are fewer.</summary>
    public T? Get<T>(int index) =>
        ArgumentReader.TryGet(Utf8, index, out var json) ? SocketIOJson.Deserialize<T>(json.Span, AttachmentArray, SocketIOJson.Default) : default;
}
