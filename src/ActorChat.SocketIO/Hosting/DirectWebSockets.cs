using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorChat.SocketIO;

/// <summary>
/// Opens WebSockets directly on the TCP connection, because Kestrel's HTTP would hold 7 KB for each as long as it lives, for a single request. A plain
/// opening request that arrives in one piece is answered here; anything else goes to HTTP untouched.
/// </summary>
internal sealed class DirectWebSockets(ConnectionDelegate next, SocketIOServers servers, KestrelServerLimits limits, Func<DirectOpening, bool> admits)
{
    /// <summary>A longer head is rare and left to HTTP.</summary>
    private const int MaxHeadBytes = 4096;

    private readonly HeadBounds _bounds = new(
        limits.MaxRequestLineSize,
        Math.Min(limits.MaxRequestHeadersTotalSize, MaxHeadBytes),
        limits.MaxRequestHeaderCount);

    private readonly long _firstByteWithin = (long)Math.Min(limits.RequestHeadersTimeout.TotalMilliseconds, int.MaxValue);

    /// <summary>A connection that ends before its first request is not an error.</summary>
    public async Task RunAsync(ConnectionContext connection)
    {
        ReadResult read;
        try
        {
            read = await FirstReadAsync(connection).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        await (TryOpen(connection, read) ?? next(connection)).ConfigureAwait(false);
    }

    /// <summary>Waits for the first bytes, but no longer than HTTP waits for a head, and not while the server stops: then HTTP or TLS has to wait.</summary>
    private async ValueTask<ReadResult> FirstReadAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var reading = input.ReadAsync();
        if (reading.IsCompleted)
        {
            return await reading.ConfigureAwait(false);
        }

        var wait = new FirstByte(input);
        var deadline = new TimerNode(wait);
        servers.Silent.Add(1);
        servers.Wheel.Schedule(deadline, servers.Wheel.Now + _firstByteWithin);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var stop = servers.Background.OnCancelled(static wait => wait.GiveUp(), wait, stopping);
        try
        {
            var read = await reading.ConfigureAwait(false);
            if (!wait.End() || read.IsCanceled)
            {
                return read;
            }

            // Given up at the very moment when bytes arrived: the next read would be cancelled instead.
            input.AdvanceTo(read.Buffer.Start);
            return await input.ReadAsync().ConfigureAwait(false);
        }
        finally
        {
            servers.Wheel.Cancel(deadline);
            servers.Silent.Add(-1);
        }
    }

    /// <summary>Opens the WebSocket if the request asks for it; otherwise null, with nothing consumed.</summary>
    private Task? TryOpen(ConnectionContext connection, in ReadResult read)
    {
        var input = connection.Transport.Input;
        if (!read.IsCanceled && connection.Features.Get<ITlsHandshakeFeature>() is null && FindEngine(read.Buffer) is { } engine)
        {
            var head = read.Buffer.ToArray();
            var opening = new DirectOpening(head, (connection.RemoteEndPoint as IPEndPoint)?.Address);
            if (admits(opening))
            {
                input.AdvanceTo(read.Buffer.End);
                return engine.WebSockets.OpenDirectlyAsync(connection, new DirectHandshakeRequest(head, engine.Clock.GetUtcNow(), opening.RemoteAddress));
            }
        }

        input.AdvanceTo(read.Buffer.Start);
        return null;
    }

    private EngineServer? FindEngine(in ReadOnlySequence<byte> head) =>
        head.IsSingleSegment && head.Length <= MaxHeadBytes && OpeningHandshake.TryRead(head.FirstSpan, _bounds, out var opening)
            && EngineQuery.Read(Encoding.ASCII.GetString(opening.Query)).IsPlainWebSocket && servers.Find(opening.Path) is { OpensDirectly: true } engine
            ? engine
            : null;

    /// <summary>Waiting for a connection's first byte, which a timer or the server's stopping ends.</summary>
    private sealed class FirstByte(PipeReader input) : ITimed
    {
        private readonly Lock _gate = new();
        private bool _ended;
        private bool _givenUp;

        public void OnDue(long now) => GiveUp();

        public void GiveUp()
        {
            lock (_gate)
            {
                if (!_ended && !_givenUp)
                {
                    _givenUp = true;
                    input.CancelPendingRead();
                }
            }
        }

        /// <summary>From now on nothing is cancelled; returns whether something was.</summary>
        public bool End()
        {
            lock (_gate)
            {
                _ended = true;
                return _givenUp;
            }
        }
    }
}
