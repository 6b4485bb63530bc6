using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>A GET that waits for packets.</summary>
internal sealed class Poll(HttpContext context) : TaskCompletionSource<PollAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public HttpContext Context { get; } = context;
}

/// <summary>Whether a polling request may go on.</summary>
internal enum PollStart
{
    Accepted,
    Overlap,
    Unknown,
    WrongTransport,
}

/// <summary>The frames that answer a poll, in a buffer of the shared pool; none if the client is gone.</summary>
internal readonly record struct PollAnswer(byte[]? Buffer, int Count, bool Compress)
{
    public ReadOnlySpan<byte> Frames => Buffer.AsSpan(0, Count);

    public static PollAnswer Of(ReadOnlySpan<byte> frames, bool compress = false)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(frames.Length);
        frames.CopyTo(buffer);
        return new PollAnswer(buffer, frames.Length, compress);
    }

    /// <summary>Takes the first waiting packets, or all if there are fewer.</summary>
    public static PollAnswer TakePackets(ref Outbox waiting, int packets, bool compress = false)
    {
        var bytes = waiting.BytesOf(packets);
        var taken = Of(waiting.Frames[..bytes], compress);
        waiting.RemoveFirst(bytes);
        return taken;
    }

    /// <summary>Takes all that waits, together with its buffer.</summary>
    public static PollAnswer TakeAll(ref Outbox waiting, bool compress)
    {
        var frames = waiting.Take(out var count);
        return new PollAnswer(frames, count, compress);
    }

    public void Release()
    {
        if (Buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}
