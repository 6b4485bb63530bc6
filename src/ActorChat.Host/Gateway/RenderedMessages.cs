using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>
/// The messages that were read lately, as pages of history hold them: the next reader's page copies their bytes. Each message has one place, which a
/// later one may take, so that all this is bounded. Most messages are shown once and never read: those are not kept. Used by all threads. Local to its node.
/// </summary>
internal sealed class RenderedMessages
{
    /// <summary>A power of two; with the longest ones some 40 MiB, with those that people write a quarter of it.</summary>
    private const int Places = 32 * 1024;

    /// <summary>In bytes. Of a longer message, its copying costs as much as its rendering.</summary>
    private const int Longest = 1024;

    private readonly Lazy<Rendered?[]> _places = new(() => new Rendered?[Places]);

    private sealed record Rendered(long Id, RoomNumber Room, byte[] Bytes);

    /// <summary>Null where it was not kept. Of an erased message nothing is kept.</summary>
    public byte[]? Find(ChatMessage message) =>
        Place(message) is { } found && found.Id == message.Id && found.Room == message.Room && !message.IsErased ? found.Bytes : null;

    public void Keep(ChatMessage message, ReadOnlySpan<byte> rendering)
    {
        if (message.IsErased)
        {
            // What was written before may still be here.
            Place(message) = null;
        }
        else if (rendering.Length <= Longest)
        {
            Place(message) = new Rendered(message.Id, message.Room, rendering.ToArray());
        }
    }

    private ref Rendered? Place(ChatMessage message) => ref _places.Value[message.Id & (Places - 1)];
}
