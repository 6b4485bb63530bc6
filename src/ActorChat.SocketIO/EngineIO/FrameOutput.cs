using System.Buffers;
using System.IO.Pipelines;

namespace ActorChat.SocketIO;

/// <summary>Writes a WebSocket's frames. A failure ends the output; the sender never gets an exception.</summary>
internal static class FrameOutput
{
    /// <summary>Writes frames and hands them over. The flush completes when the output can take more, and carries the failure if there is one.</summary>
    public static ValueTask<FlushResult> Write(PipeWriter output, ReadOnlySpan<byte> frames)
    {
        try
        {
            output.Write(frames);
            return output.FlushAsync();
        }
#pragma warning disable CA1031 // The code that awaits the flush handles it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<FlushResult>(fault);
        }
    }

    /// <summary>Waits until the output takes more; false, with a line in the log, when its reader is gone.</summary>
    public static async ValueTask<bool> IsFlushedAsync(ValueTask<FlushResult> flush, EngineServer server)
    {
        try
        {
            return !(await flush.ConfigureAwait(false)).IsCompleted;
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            server.Log.WriteFailed(fault);
        }
#pragma warning disable CA1031 // Any failure: nothing more can be written, and the connection must not wait for it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            server.Background.Failed(fault);
        }

        return false;
    }

    private static bool IsLoss(Exception fault) => fault is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
