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

    private sealed record Rendered(long Id, long Rev, byte[] Bytes);

    /// <summary>Null if it was not kept in this form. An id is unique in the whole system, and each change of a message has a new number.</summary>
    public byte[]? Find(ChatMessage message) =>
        Place(message) is { } found && found.Id == message.Id && found.Rev == message.Rev && MayKeep(message) ? found.Bytes : null;

    public void Keep(ChatMessage message, ReadOnlySpan<byte> rendering)
    {
        // What was written of a message before its erasure or deletion may still be here.
        var kept = !MayKeep(message) || Volatile.Read(ref _bytes) > MaxBytes ? null : new Rendered(message.Id, message.Rev, rendering.ToArray());
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

    /// <summary>Of erased and deleted messages there is nothing to keep; an erasure takes reactions away without a change's number.</summary>
    private static bool MayKeep(ChatMessage message) => message is { IsErased: false, IsDeleted: false, Details: not { HasReactions: true } };

    private ref Rendered? Place(ChatMessage message) => ref (Volatile.Read(ref _places) ?? MakePlaces())[message.Id & (Places - 1)];

    private Rendered?[] MakePlaces()
    {
        Interlocked.CompareExchange(ref _places, new Rendered?[Places], null);
        return _places;
    }
}
