using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorChat.SocketIO;

/// <summary>
/// A WebSocket's read side. It waits in the connection's own pipe, so that an idle connection holds no buffer, and handles all received frames with one read.
/// </summary>
internal sealed class WebSocketReceiver(EngineServer server, EngineConnection connection, WebSocketTransport transport, bool probing)
{
    private ReceiveBuffer _buffer;
    private Fragments _fragments;
    private bool _probing = probing;
    private bool _probed;
    private bool _ended;
    private bool _draining;
    private long _skip;
    private volatile bool _handling;

    /// <summary>Whether a handler delays the reading.</summary>
    public bool IsHandling => _handling;

    /// <summary>Runs until the WebSocket ends for any reason, and reports that.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAllAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            server.Log.ReadFailed(fault);
        }
        catch (Exception fault)
        {
            server.Log.HandlerFailed(fault);
            connection.Close(DisconnectReasons.ForcedServerClose, graceful: true);
        }
        finally
        {
            _buffer.Release();
            _fragments.Release();
        }

        if (_probing)
        {
            connection.EndProbe(transport);
        }
        else
        {
            connection.Close(DisconnectReasons.TransportClose, graceful: false);
        }

        await transport.ReleaseAsync().ConfigureAwait(false);
        if (!_probing)
        {
            connection.OnTransportEnded(transport);
        }
    }

    /// <summary>
    /// Reads and handles frames until the stream or the WebSocket ends. It waits in the pipe, which holds no buffer while nothing comes, and in this one
    /// method: every further layer would be allocated for each wait, and would pass on each failure.
    /// </summary>
    internal async Task ReadAllAsync()
    {
        while (!_ended)
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            if (read.Buffer.IsEmpty)
            {
                return;
            }

            _buffer.Take(transport.Input, read.Buffer);
            await HandleFramesAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask HandleFramesAsync()
    {
        while (!_ended && SkipRefused())
        {
            switch (FrameReader.Read(_buffer.Waiting.Span, server.Options.MaxPayloadBytes, out var frame))
            {
                case FrameStatus.Complete:
                    var handled = HandleFrame(frame);
                    if (!handled.IsCompletedSuccessfully)
                    {
                        _handling = true;
                        await handled.ConfigureAwait(false);
                        _handling = false;
                    }

                    _buffer.Skip(frame.TotalLength);
                    break;
                case FrameStatus.Incomplete:
                    _buffer.KeepRest();
                    return;
                case FrameStatus.TooLarge:
                    Fail(CloseStatus.TooLarge);
                    _skip = frame.TotalLength;
                    break;
                default:
                    Fail(CloseStatus.ProtocolError);
                    return;
            }
        }
    }

    /// <summary>Skips a frame that was refused for its length; false if more of it is still to come.</summary>
    private bool SkipRefused()
    {
        if (_skip == 0)
        {
            return true;
        }

        _skip -= _buffer.Skip(_skip);
        if (_skip == 0)
        {
            return true;
        }

        _buffer.KeepRest();
        return false;
    }

    private ValueTask HandleFrame(in Frame frame)
    {
        var payload = _buffer.Waiting.Slice(frame.PayloadOffset, (int)frame.PayloadLength);
        FrameReader.Unmask(payload.Span, frame.Mask);
        if (_draining)
        {
            _ended = frame.Opcode == Frame.Close;
            return default;
        }

        switch (frame.Opcode)
        {
            case Frame.Ping:
                transport.SendPong(payload.Span);
                return default;
            case Frame.Pong:
                return default;
            case Frame.Close:
                HandleClose(payload.Span);
                return default;
            case Frame.Continuation when _fragments.Opcode == 0:
            case Frame.Text or Frame.Binary when _fragments.Opcode != 0:
                Fail(CloseStatus.ProtocolError);
                return default;
            case Frame.Text when frame.Final && !Utf8.IsValid(payload.Span):
                Fail(CloseStatus.InvalidData);
                return default;
            default:
                return frame.Final && _fragments.Opcode == 0 ? HandleMessage(frame.Opcode, payload) : Assemble(frame, payload.Span);
        }
    }

    private ValueTask Assemble(in Frame frame, ReadOnlySpan<byte> fragment)
    {
        if (_fragments.Add(frame, fragment, server.Options.MaxPayloadBytes) is not CloseStatus.None and var fault)
        {
            Fail(fault);
            return default;
        }

        return frame.Final ? FinishAssembledAsync() : default;
    }

    private async ValueTask FinishAssembledAsync()
    {
        await HandleMessage(_fragments.End(), _fragments.Message).ConfigureAwait(false);
        _fragments.Release();
    }

    private ValueTask HandleMessage(byte opcode, ReadOnlyMemory<byte> message)
    {
        if (_probing)
        {
            return HandleProbe(opcode, message.Span);
        }

        return opcode == Frame.Text ? connection.ReceiveTextAsync(message) : connection.ReceiveBinaryAsync(message);
    }

    private ValueTask HandleProbe(byte opcode, ReadOnlySpan<byte> message)
    {
        if (opcode == Frame.Text && !_probed && message.SequenceEqual("2probe"u8))
        {
            _probed = true;
            transport.TrySend(ControlFrames.ProbeAnswer, isVolatile: false, compress: false);
            connection.OnProbed();
            return default;
        }

        if (opcode == Frame.Text && _probed && message.SequenceEqual("5"u8))
        {
            // A refused frame leaves the WebSocket a probe: its end does not end the session.
            _probing = !connection.TryUpgrade(transport, out var postsHandled);
            return new ValueTask(postsHandled);
        }

        connection.EndProbe(transport);
        transport.Close(graceful: true);
        return default;
    }

    private void HandleClose(ReadOnlySpan<byte> payload)
    {
        _ended = true;
        if (CloseStatus.FaultOf(payload) is not CloseStatus.None and var fault)
        {
            transport.CloseWith(graceful: false, StatusBytes(fault, stackalloc byte[sizeof(ushort)]));
            return;
        }

        transport.CloseWith(graceful: false, payload.IsEmpty ? [] : payload[..sizeof(ushort)]);
        if (!_probing)
        {
            connection.Close(DisconnectReasons.TransportClose, graceful: false);
        }
    }

    /// <summary>
    /// Closes with a status. Unless the frame boundaries are lost, it keeps reading until the client's close frame: a socket that is closed with unread bytes
    /// is reset, and the client would never see the status. The close timeout ends this too.
    /// </summary>
    private void Fail(ushort status)
    {
        _draining = true;
        _ended = _probing || status == CloseStatus.ProtocolError;
        transport.CloseWith(graceful: false, StatusBytes(status, stackalloc byte[sizeof(ushort)]));
        if (!_probing)
        {
            connection.Close(DisconnectReasons.TransportError, graceful: false);
        }
    }

    private static ReadOnlySpan<byte> StatusBytes(ushort status, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, status);
        return target;
    }
}
