using System.Text;

namespace ActorChat.SocketIO;

/// <summary>
/// An event encoded once, to be sent to any number of sockets of one namespace: the finished packet and its finished WebSocket frames in one buffer.
/// Immutable.
/// </summary>
public sealed class EncodedEvent
{
    private readonly byte[] _frames;

    private EncodedEvent(string ns, bool hasBinary, byte[] frames)
    {
        Namespace = ns;
        HasBinary = hasBinary;
        _frames = frames;
    }

    /// <summary>Bytes on the wire of a WebSocket, including headers.</summary>
    public int Length => _frames.Length;

    /// <summary>The namespace it is for.</summary>
    public string Namespace { get; }

    internal bool HasBinary { get; }

    internal ReadOnlySpan<byte> Frames => _frames;

    /// <summary>Encodes an event whose arguments are JSON already, for the namespace "/".</summary>
    /// <param name="utf8Name">The event's name, without quotes.</param>
    /// <param name="utf8Arguments">JSON values separated by commas, without enclosing brackets; empty for none. Must be valid.</param>
    public static EncodedEvent Create(ReadOnlySpan<byte> utf8Name, ReadOnlySpan<byte> utf8Arguments) => Create(utf8Name, utf8Arguments, "/");

    /// <summary>Encodes an event whose arguments are JSON already.</summary>
    /// <param name="utf8Name">The event's name, without quotes.</param>
    /// <param name="utf8Arguments">JSON values separated by commas, without enclosing brackets; empty for none. Must be valid.</param>
    /// <param name="ns">The namespace.</param>
    public static EncodedEvent Create(ReadOnlySpan<byte> utf8Name, ReadOnlySpan<byte> utf8Arguments, string ns)
    {
        if (ns.Length <= 1 && JsonText.IsPlain(utf8Name))
        {
            return new EncodedEvent(ns, hasBinary: false, PacketWriter.PlainEventFrame(utf8Name, utf8Arguments));
        }

        var output = FrameBuilder.Rent();
        PacketWriter.WriteEvent(output, ns, null, utf8Name, utf8Arguments, null);
        var frames = output.Frames.ToArray();
        output.Return();
        return new EncodedEvent(ns, hasBinary: false, frames);
    }

    /// <summary>Encodes an event with attachments, for the namespace "/".</summary>
    public static EncodedEvent Create(string name, EncodedArguments arguments) => Create(name, arguments, "/");

    /// <summary>Encodes an event with attachments.</summary>
    public static EncodedEvent Create(string name, EncodedArguments arguments, string ns)
    {
        var utf8Name = Encoding.UTF8.GetBytes(name);
        var output = FrameBuilder.Rent();
        var hasBinary = PacketWriter.WriteEvent(output, ns, null, utf8Name, arguments, null);
        var frames = output.Frames.ToArray();
        output.Return();
        return new EncodedEvent(ns, hasBinary, frames);
    }

    internal static EncodedEvent Create(string ns, string name, ReadOnlySpan<object?> arguments, System.Text.Json.JsonSerializerOptions options)
    {
        var output = FrameBuilder.Rent();
        var hasBinary = PacketWriter.WriteEvent(output, ns, null, name, arguments, null, options);
        var frames = output.Frames.ToArray();
        output.Return();
        return new EncodedEvent(ns, hasBinary, frames);
    }

    /// <summary>The same event with <paramref name="offset"/> as a further last argument (connection state recovery).</summary>
    internal EncodedEvent WithOffset(string offset)
    {
        ReadOnlySpan<byte> rest = _frames;
        var text = FrameHeader.Next(ref rest, out _);
        var output = FrameBuilder.Rent();
        output.Write(text[..^1]);
        output.Write(",\""u8);
        output.Write(Encoding.ASCII.GetBytes(offset));
        output.Write("\"]"u8);
        output.EndText();
        byte[] frames = [.. output.Frames, .. rest];
        output.Return();
        return new EncodedEvent(Namespace, HasBinary, frames);
    }
}
