using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;
using ActorChat.SocketIO;
using BenchmarkDotNet.Attributes;

namespace ActorChat.Benchmarks;

/// <summary>The edge: a client's event becomes a request, an event for clients becomes a frame.</summary>
public class GatewayBenchmarks
{
    private static readonly Login Anna = Login.FromStored("anna");
    private static readonly RoomKey Key = RoomKey.Of(Anna, Login.FromStored("bert"));

    private readonly ClientRequests _requests = new(Anna, new LengthSettings(64, 8, 256, 4000, 64, 50, 200));
    private readonly byte[] _message = Encoding.UTF8.GetBytes(
        $"{{\"login\":\"anna\",\"companion\":\"bert\",\"message\":\"{new string('x', 100)}\",\"clientMessageId\":\"0b5c9a52-7d5e-4d0c-9d8e-0f6d3f0f8a11\"}}");

    private readonly RenderedMessages _rendered = new();
    private readonly Answer.History _history = new(new RoomReply.Page(1, Key, [.. Enumerable.Range(1, 50).Select(Message)], true, 10, 20), Key.Second, "abcdefgh01234567");

    [Benchmark]
    public SessionCommands.Request? Read_a_message()
    {
        _requests.Read(EventCatalogue.RequestOf("message"u8), "message"u8, _message, 17, out _, out var request);
        return request;
    }

    [Benchmark]
    public EncodedEvent Encode_a_message() => ClientEvents.Encode(new ServerEvent.MessageShown(Message(1), false));

    [Benchmark]
    public int Render_a_page_of_messages_rendered_before() => ClientEvents.Write(_history, _rendered)!.Written.Length;

    private static ChatMessage Message(int seq) => new(Key.Number, seq, seq, Anna, new string('x', 100), 1_790_000_000_000 + seq, null);
}
