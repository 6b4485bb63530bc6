using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorChat.SocketIO;

/// <summary>
/// A WebSocket: the read side. It waits in the connection's own pipe, so that an idle connection holds no buffer, then
/// handles all the frames that have come with one read.
/// </summary>
internal sealed class WebSocketReceiver(EngineServer server, EngineConnection connection, WebSocketTransport transport, bool probing)
{
    private const int BufferBytes = 4096;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private Fragments _fragments;
    private bool _probing = probing;
    private bool _probed;
    private bool _ended;
    private bool _draining;
    private long _skip;
    private volatile bool _handling;

    /// <summary>Whether a handler holds back the reading.</summary>
    public bool IsHandling => _handling;

    /// <summary>Runs until the WebSocket has ended, for whatever reason, and reports that.</summary>
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
            ReleaseBuffer();
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
    /// Reads and handles frames up to the end of the stream or of the WebSocket. It waits in the pipe, which holds no buffer while nothing
    /// comes, and in this one method: each layer between would be allocated for every wait, and pass on every failure.
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

            Take(read.Buffer);
            await HandleFramesAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Copies out what has come, since unmasking changes it.</summary>
    private void Take(in ReadOnlySequence<byte> received)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);
        var part = received.Slice(0, Math.Min(received.Length, _buffer.Length - _end));
        part.CopyTo(_buffer.AsSpan(_end));
        _end += (int)part.Length;
        transport.Input.AdvanceTo(part.End);
    }

    private async ValueTask HandleFramesAsync()
    {
        while (!_ended && SkipRefused())
        {
            switch (FrameReader.Read(_buffer.AsSpan(_start, _end - _start), server.Options.MaxPayloadBytes, out var frame))
            {
                case FrameStatus.Complete:
                    var handled = HandleFrame(frame);
                    if (!handled.IsCompletedSuccessfully)
                    {
                        _handling = true;
                        await handled.ConfigureAwait(false);
                        _handling = false;
                    }

                    _start += (int)frame.TotalLength;
                    break;
                case FrameStatus.Incomplete:
                    KeepRest();
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

    /// <summary>Passes over a frame that was refused for its length; false if more of it is still to come.</summary>
    private bool SkipRefused()
    {
        if (_skip == 0)
        {
            return true;
        }

        var skipped = (int)Math.Min(_skip, _end - _start);
        _start += skipped;
        _skip -= skipped;
        if (_skip == 0)
        {
            return true;
        }

        KeepRest();
        return false;
    }

    /// <summary>Gives the buffer back if all of it is handled, else makes room for the rest of the frame.</summary>
    private void KeepRest()
    {
        var rest = _end - _start;
        if (rest == 0)
        {
            _start = _end = 0;
            ReleaseBuffer();
            return;
        }

        // It grows as bytes come in, not by what a header announces, and only when it is full: to twice of what has come.
        var target = _buffer!;
        if (rest == target.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(target.Length * 2);
        }

        _buffer.AsSpan(_start, rest).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer!);
            _buffer = target;
        }

        _start = 0;
        _end = rest;
    }

    private ValueTask HandleFrame(in Frame frame)
    {
        var payload = _buffer.AsMemory(_start + frame.PayloadOffset, (int)frame.PayloadLength);
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
            // One that is refused stays a probe: its end is not the session's.
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
    /// Closes with a status. Unless the frames' borders are lost, it reads on to the client's close frame: a socket closed
    /// over unread bytes is reset, and the client would never see the status. The close timeout ends this too.
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

    private void ReleaseBuffer()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
