namespace ActorChat.SocketIO;

/// <summary>A packet whose attachments are still arriving.</summary>
internal sealed class BinaryPacket(Socket socket, ReadOnlyMemory<byte> text, Packet packet)
{
    private int _count;
    private long _bytes;

    public Socket Socket => socket;

    public ReadOnlyMemory<byte> Text => text;

    public Packet Packet => packet;

    public ReadOnlyMemory<byte>[] Attachments { get; } = new ReadOnlyMemory<byte>[packet.Attachments];

    public bool IsComplete => _count == Attachments.Length;

    public bool TryAdd(ReadOnlyMemory<byte> data, long maxBytes)
    {
        _bytes += data.Length;
        if (_bytes > maxBytes)
        {
            return false;
        }

        Attachments[_count++] = data.ToArray();
        return true;
    }

    public bool ArePlaceholdersValid() => Placeholders.AreValid(text[packet.Arguments].Span, Attachments.Length);
}
