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
    private const ushort ProtocolError = 1002;
    private const ushort InvalidData = 1007;
    private const ushort TooLarge = 1009;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private byte[]? _message;
    private int _messageLength;
    private byte _messageOpcode;
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
            Release(ref _buffer);
            Release(ref _message);
        }

        if (_probing)
        {
            connection.EndProbe(transport);
        }
        else
        {
            connection.Close(DisconnectReasons.TransportClose, graceful: false);
        }

        await transport.DrainedAsync().ConfigureAwait(false);
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
                    Fail(TooLarge);
                    _skip = frame.TotalLength;
                    break;
                default:
                    Fail(ProtocolError);
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
            Release(ref _buffer);
            return;
        }

        // It grows as bytes come in, not by what a header announces.
        var target = _buffer!;
        if (rest > target.Length / 2)
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
            case Frame.Continuation when _messageOpcode == 0:
            case Frame.Text or Frame.Binary when _messageOpcode != 0:
                Fail(ProtocolError);
                return default;
            default:
                return frame.Final && _messageOpcode == 0 ? HandleMessage(frame.Opcode, payload) : Assemble(frame, payload.Span);
        }
    }

    private ValueTask Assemble(in Frame frame, ReadOnlySpan<byte> fragment)
    {
        if (_messageOpcode == 0)
        {
            _messageOpcode = frame.Opcode;
            _messageLength = 0;
        }

        if (_messageLength + fragment.Length > server.Options.MaxPayloadBytes)
        {
            Fail(TooLarge);
            return default;
        }

        var needed = _messageLength + fragment.Length;
        if (_message is null || _message.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (_message?.Length ?? 0) * 2));
            _message.AsSpan(0, _messageLength).CopyTo(larger);
            Release(ref _message);
            _message = larger;
        }

        fragment.CopyTo(_message.AsSpan(_messageLength));
        _messageLength = needed;
        return frame.Final ? FinishAssembledAsync() : default;
    }

    private async ValueTask FinishAssembledAsync()
    {
        var opcode = _messageOpcode;
        _messageOpcode = 0;
        await HandleMessage(opcode, _message.AsMemory(0, _messageLength)).ConfigureAwait(false);
        Release(ref _message);
    }

    private ValueTask HandleMessage(byte opcode, ReadOnlyMemory<byte> message)
    {
        if (opcode == Frame.Text && !Utf8.IsValid(message.Span))
        {
            Fail(InvalidData);
            return default;
        }

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
            _probing = false;
            return connection.CompleteUpgradeAsync(transport);
        }

        transport.Close(graceful: true);
        return default;
    }

    private void HandleClose(ReadOnlySpan<byte> payload)
    {
        _ended = true;
        if (payload.Length == 1 || (payload.Length > 2 && !Utf8.IsValid(payload[2..])))
        {
            transport.CloseWith(graceful: false, StatusBytes(ProtocolError, stackalloc byte[2]));
            return;
        }

        transport.CloseWith(graceful: false, payload.Length >= 2 ? payload[..2] : []);
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
        _ended = _probing || status == ProtocolError;
        transport.CloseWith(graceful: false, StatusBytes(status, stackalloc byte[2]));
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

    private static void Release(ref byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}
