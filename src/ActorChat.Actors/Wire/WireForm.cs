using Google.Protobuf;

namespace ActorChat.Actors.Wire;

/// <summary>How one message is written for other nodes, and read again.</summary>
/// <param name="Manifest">The name of this form; never reused for another one.</param>
/// <param name="Type">The message's type.</param>
/// <param name="Write">The message in its form.</param>
/// <param name="Read">The message from its bytes.</param>
internal sealed record WireForm(string Manifest, Type Type, Func<object, IMessage> Write, WireForm.Reader Read)
{
    /// <summary>The message from its bytes.</summary>
    public delegate object Reader(ReadOnlySpan<byte> bytes);

    public static WireForm Of<TMessage, TFormat>(string manifest, MessageParser<TFormat> parser, Func<TMessage, TFormat> write, Func<TFormat, TMessage> read)
        where TMessage : class
        where TFormat : IMessage<TFormat> =>
        new(manifest, typeof(TMessage), message => write((TMessage)message), bytes => read(parser.ParseFrom(bytes)));
}
