using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>
/// An event as received. Its memory belongs to the connection and is valid until the handler's task has completed.
/// </summary>
public readonly struct SocketEvent
{
    private readonly ReadOnlyMemory<byte>[]? _attachments;

    internal SocketEvent(Socket socket, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte>[]? attachments, long? ackId)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
        _attachments = attachments;
        AckId = ackId;
    }

    /// <summary>The socket that sent it.</summary>
    public Socket Socket { get; }

    /// <summary>The event's name in UTF-8, without quotes and escapes; the digits, if the name is a number.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>
    /// The arguments after the name: JSON in UTF-8, valid, separated by commas, without the enclosing brackets; empty
    /// when there are none. Binary arguments appear as placeholders: {"_placeholder":true,"num":0}.
    /// </summary>
    public ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>The binary attachments the placeholders of <see cref="Arguments"/> refer to, by their number. May be kept.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _attachments ?? [];

    /// <summary>The id to answer with, if the client asked for an acknowledgement.</summary>
    public long? AckId { get; }

    /// <summary>The arguments with their attachments, to be forwarded, or kept after a copy.</summary>
    public EncodedArguments Encoded => new(Arguments, _attachments);

    /// <summary>The name as a string.</summary>
    public string GetName() => Encoding.UTF8.GetString(Name.Span);

    /// <summary>Finds the argument at <paramref name="index"/>, counted from 0 after the name, as JSON.</summary>
    /// <returns>False when there are fewer arguments.</returns>
    public bool TryGetArgument(int index, out ReadOnlyMemory<byte> json) => ArgumentReader.TryGet(Arguments, index, out json);

    /// <summary>Reads the argument at <paramref name="index"/>; a byte array receives its attachment. The default when there are fewer arguments.</summary>
    /// <exception cref="JsonException">The argument is not of that type.</exception>
    public T? GetArgument<T>(int index) =>
        TryGetArgument(index, out var json) ? SocketIOJson.Deserialize<T>(json.Span, _attachments, Socket.Namespace.Server.Json) : default;

    /// <summary>Answers the event if the client asked for that; only the first answer is sent.</summary>
    /// <returns>False when no answer was asked for, one was already given, or the socket has ended.</returns>
    public bool Ack(params object?[] arguments) => AckId is { } id && Socket.SendAck(id, arguments);
}
