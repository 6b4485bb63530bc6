using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Recently read messages in the form of history pages: the next reader's page copies their bytes. Each message has one place, which a later one may take, so
/// the memory is bounded. Most messages are shown once and never read; those are not kept. Used by all threads. Local to its node.
/// </summary>
internal sealed class RenderedMessages
{
    /// <summary>A power of two.</summary>
    private const int Places = 32 * 1024;

    /// <summary>Beyond so many bytes nothing is kept, and each message that is read frees its place.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Made at the first page: a server that nobody reads from needs none.</summary>
    private Rendered?[]? _places;

    private long _bytes;

    private sealed record Rendered(long Id, byte[] Bytes);

    /// <summary>Null if it was not kept. Erased messages are not kept. An id is unique in the whole system.</summary>
    public byte[]? Find(ChatMessage message) =>
        Place(message) is { } found && found.Id == message.Id && !message.IsErased ? found.Bytes : null;

    public void Keep(ChatMessage message, ReadOnlySpan<byte> rendering)
    {
        // What was written of a message before its erasure may still be here.
        var kept = message.IsErased || Volatile.Read(ref _bytes) > MaxBytes ? null : new Rendered(message.Id, rendering.ToArray());
        var before = Interlocked.Exchange(ref Place(message), kept);
        Interlocked.Add(ref _bytes, (kept?.Bytes.Length ?? 0) - (before?.Bytes.Length ?? 0));
    }

    /// <summary>After an erasure: nothing that an erased user wrote stays here.</summary>
    public void Clear()
    {
        var places = Volatile.Read(ref _places) ?? [];
        for (var place = 0; place < places.Length; place++)
        {
            Interlocked.Add(ref _bytes, -(Interlocked.Exchange(ref places[place], null)?.Bytes.Length ?? 0));
        }
    }

    private ref Rendered? Place(ChatMessage message) => ref (Volatile.Read(ref _places) ?? MakePlaces())[message.Id & (Places - 1)];

    private Rendered?[] MakePlaces()
    {
        Interlocked.CompareExchange(ref _places, new Rendered?[Places], null);
        return _places;
    }
}
