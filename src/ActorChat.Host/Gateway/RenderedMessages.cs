using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Recently read messages in the form of history pages: the next reader's page copies their bytes. Each message has one place, which a later one may take, so
/// the memory is bounded. Most messages are shown once and never read; those are not kept. Used by all threads. Local to its node.
/// </summary>
internal sealed class RenderedMessages
{
    /// <summary>A power of two; with messages of maximum length some 40 MiB, with usual ones a quarter of it.</summary>
    private const int Places = 32 * 1024;

    /// <summary>In bytes. Copying a longer message costs as much as rendering it.</summary>
    private const int Longest = 1024;

    private readonly Lazy<Rendered?[]> _places = new(() => new Rendered?[Places]);

    private sealed record Rendered(long Id, RoomNumber Room, byte[] Bytes);

    /// <summary>Null if it was not kept. Erased messages are not kept.</summary>
    public byte[]? Find(ChatMessage message) =>
        Place(message) is { } found && found.Id == message.Id && found.Room == message.Room && !message.IsErased ? found.Bytes : null;

    public void Keep(ChatMessage message, ReadOnlySpan<byte> rendering)
    {
        if (message.IsErased)
        {
            // An earlier rendering may still be here.
            Place(message) = null;
        }
        else if (rendering.Length <= Longest)
        {
            Place(message) = new Rendered(message.Id, message.Room, rendering.ToArray());
        }
    }

    private ref Rendered? Place(ChatMessage message) => ref _places.Value[message.Id & (Places - 1)];
}
