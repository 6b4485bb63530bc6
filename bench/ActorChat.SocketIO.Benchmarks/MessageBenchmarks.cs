using System.Text;
using BenchmarkDotNet.Attributes;

namespace ActorChat.SocketIO.Benchmarks;

/// <summary>One small event, with an acknowledgement asked for, in the shape of a chat message of 100 characters.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private const int Batch = 1000;
    private static readonly string s_text = new('x', 100);
    private static readonly byte[] s_name = "message"u8.ToArray();
    private static readonly byte[] s_arguments = Encoding.UTF8.GetBytes($"{{\"room\":\"0b0c\",\"message\":\"{s_text}\",\"clientMessageId\":\"17\"}}");
    private static readonly byte[] s_packet = Encoding.UTF8.GetBytes($"4212[\"message\",{Encoding.UTF8.GetString(s_arguments)}]");

    private readonly EncodedEvent _encoded = EncodedEvent.Create(s_name, s_arguments);
    private Rig _silent = null!;
    private Rig _answering = null!;
    private Rig _framed = null!;
    private RepeatingStream _stream = null!;

    [GlobalSetup]
    public void Setup()
    {
        _silent = new Rig(Stream.Null, new Answering(false));
        _answering = new Rig(Stream.Null, new Answering(true));
        _stream = new RepeatingStream(Masked(s_packet, 10));
        _framed = new Rig(_stream, new Answering(false));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _silent.Dispose();
        _answering.Dispose();
        _framed.Dispose();
    }

    /// <summary>Packet text to handler.</summary>
    [Benchmark]
    public ValueTask Receive() => _silent.Connection.ReceiveTextAsync(s_packet);

    /// <summary>WebSocket frames to handler, ten in a read.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task ReceiveFrames()
    {
        _stream.Repeat(Batch / 10);
        await new WebSocketReceiver(_framed.Engine, _framed.Connection, _framed.Transport, probing: false).ReadAllAsync();
    }

    /// <summary>Packet text to handler, and the answer on its way.</summary>
    [Benchmark]
    public ValueTask ReceiveAndAnswer() => _answering.Connection.ReceiveTextAsync(s_packet);

    /// <summary>An event encoded before, to one more receiver.</summary>
    [Benchmark]
    public bool SendEncoded() => _silent.Socket.Send(_encoded);

    /// <summary>Encoding an event of raw JSON.</summary>
    [Benchmark]
    public EncodedEvent Encode() => EncodedEvent.Create(s_name, s_arguments);

    /// <summary>An event serialised from objects, to one receiver.</summary>
    [Benchmark]
    public bool EmitObject() => _silent.Socket.Emit("message", new { room = "0b0c", message = s_text, clientMessageId = "17" });

    private static byte[] Masked(byte[] packet, int times)
    {
        const uint Mask = 0x5a3c7e11;
        var header = new byte[FrameHeader.MaxBytes];
        var size = FrameHeader.Write(header, FrameHeader.Text, packet.Length);
        header[1] |= 0x80;
        var body = packet.ToArray();
        FrameReader.Unmask(body, Mask);
        byte[] frame = [.. header.AsSpan(0, size), .. BitConverter.GetBytes(Mask), .. body];
        return [.. Enumerable.Repeat(frame, times).SelectMany(static bytes => bytes)];
    }
}
