using System.Text;
using System.Threading.Channels;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Sockets;

public class EventSpecs
{
    [Fact]
    public async Task Binary_at_any_depth_comes_and_goes_with_events_and_acknowledgements()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.On("e", static e =>
        {
            var nested = e.GetArgument<Nested>(0)!;
            e.Ack(new { sum = nested.List[0].Length + nested.Data.Length }, nested.Data);
            e.Socket.Emit("back", e.Encoded);
            return default;
        })));
        using var socket = await server.JoinAsync();
        await socket.SendAsync("453-9[\"e\",{\"data\":{\"_placeholder\":true,\"num\":0},\"list\":[{\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":2}]");
        await socket.SendAsync([1, 2]);
        await socket.SendAsync([]);
        await socket.SendAsync(new byte[200_000]);

        Assert.Equal("461-9[{\"sum\":2},{\"_placeholder\":true,\"num\":0}]", await socket.TextAsync());
        Assert.Equal([1, 2], await socket.BinaryAsync());
        Assert.Equal("453-[\"back\",{\"data\":{\"_placeholder\":true,\"num\":0},\"list\":[{\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":2}]", await socket.TextAsync());
        Assert.Equal([1, 2], await socket.BinaryAsync());
        Assert.Empty(await socket.BinaryAsync());
        Assert.Equal(200_000, (await socket.BinaryAsync()).Length);
    }

    [Theory]
    [InlineData("42[\"text\"]")]
    [InlineData("40/x,")]
    public async Task Text_while_attachments_are_due_closes(string text)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = await server.JoinAsync();
        await socket.SendAsync("452-[\"e\",{\"_placeholder\":true,\"num\":0}]");
        await socket.SendAsync([1]);
        await socket.SendAsync(text);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task A_pong_while_attachments_are_due_is_legal_and_binary_when_none_is_due_closes()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.On("e", static e =>
        {
            e.Socket.Emit("got", e.Attachments[0].Length);
            return default;
        })));
        using var socket = await server.JoinAsync();
        await socket.SendAsync("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");
        await socket.SendAsync("3");
        await socket.SendAsync([1, 2, 3]);
        Assert.Equal("42[\"got\",3]", await socket.TextAsync());
        await socket.SendAsync([1]);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Theory]
    [InlineData("451-[\"e\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("451-[\"e\",{\"_placeholder\":true}]")]
    public async Task A_placeholder_out_of_range_closes(string text)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = await server.JoinAsync();
        await socket.SendAsync(text);
        await socket.SendAsync([1]);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task Attachments_too_large_together_close()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxAttachmentBytes = 100);
        using var socket = await server.JoinAsync();
        await socket.SendAsync("452-[\"e\"]");
        await socket.SendAsync(new byte[60]);
        await socket.SendAsync(new byte[60]);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task The_handler_is_called_one_event_at_a_time_and_unwanted_events_are_ignored()
    {
        var handler = new Recorder();
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/").OnConnection(socket => socket.Handler = handler));
        using var socket = await server.JoinAsync();
        for (var i = 0; i < 200; i++)
        {
            await socket.SendAsync($"42{i}[\"n\",{i}]");
        }

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal($"43{i}[{i}]", await socket.TextAsync());
        }

        Assert.Equal(1, handler.MostAtATime);
        await socket.SendAsync("41");
        Assert.Equal(DisconnectReasons.ClientNamespaceDisconnect, await handler.Reasons.Reader.ReadAsync());
    }

    [Fact]
    public async Task An_acknowledgement_for_an_unknown_id_and_a_second_one_are_ignored()
    {
        var answers = Channel.CreateUnbounded<int>();
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/").OnConnection(async socket =>
            answers.Writer.TryWrite((await socket.Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("ask", "q")).Get<int>(0))));
        using var socket = await server.JoinAsync();
        Assert.Equal("420[\"ask\",\"q\"]", await socket.TextAsync());
        await socket.SendAsync("4377[1]");
        await socket.SendAsync("430[2]");
        await socket.SendAsync("430[3]");
        Assert.Equal(2, await answers.Reader.ReadAsync());
        Assert.False(answers.Reader.TryRead(out _));
    }

    [Fact]
    public async Task An_acknowledgement_that_does_not_come_times_out_and_one_of_a_lost_socket_fails()
    {
        var faults = Channel.CreateUnbounded<Exception>();
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/").OnConnection(socket =>
        {
            _ = ReportAsync(faults, socket.Timeout(TimeSpan.FromMilliseconds(50)).EmitWithAckAsync("soon"));
            _ = ReportAsync(faults, socket.EmitWithAckAsync("ever"));
        }));
        using (var socket = await server.JoinAsync())
        {
            Assert.IsType<TimeoutException>(await faults.Reader.ReadAsync());
        }

        Assert.Equal(DisconnectReasons.TransportClose, Assert.IsType<SocketDisconnectedException>(await faults.Reader.ReadAsync()).Reason);
    }

    [Fact]
    public async Task A_client_that_owes_too_many_acknowledgements_is_asked_no_more()
    {
        var faults = Channel.CreateUnbounded<Exception>();
        await using var server = await RunningServer.StartAsync(static options => options.MaxPendingAcks = 2, sockets => sockets.Of("/").OnConnection(socket =>
        {
            _ = ReportAsync(faults, socket.EmitWithAckAsync("first"));
            _ = ReportAsync(faults, socket.EmitWithAckAsync("second"));
            _ = ReportAsync(faults, Task.Run(() => socket.EmitWithAckAsync("third")));
        }));
        using var socket = await server.JoinAsync();
        Assert.Contains("owes 2", Assert.IsType<InvalidOperationException>(await faults.Reader.ReadAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("420[\"first\"]", await socket.TextAsync());
        Assert.Equal("421[\"second\"]", await socket.TextAsync());
    }

    [Fact]
    public async Task A_handler_that_throws_closes_its_connection_only()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.On("bad", static _ => throw new InvalidOperationException("planned"))));
        using var bad = await server.JoinAsync();
        using var good = await server.JoinAsync();
        await bad.SendAsync("42[\"bad\"]");
        Assert.Equal(0, await bad.CloseStatusAsync());
        await good.SendAsync("42[\"fine\"]");
        await good.SendAsync("41");
        await good.SendAsync("40");
        Assert.StartsWith("40{", await good.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packets_with_attachments_of_several_threads_stay_together()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket =>
        {
            for (var thread = 0; thread < 4; thread++)
            {
                var number = (byte)thread;
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        socket.Emit("b", number, new[] { number }, new[] { number });
                    }
                });
            }
        }));
        using var socket = await server.JoinAsync();
        for (var i = 0; i < 400; i++)
        {
            var text = await socket.TextAsync();
            var number = (byte)(text["452-[\"b\",".Length] - '0');
            Assert.Equal([number], await socket.BinaryAsync());
            Assert.Equal([number], await socket.BinaryAsync());
        }
    }

    private static async Task ReportAsync(Channel<Exception> faults, Task<EncodedArguments> answer)
    {
        try
        {
            await answer;
        }
        catch (Exception fault) when (fault is TimeoutException or SocketDisconnectedException or InvalidOperationException)
        {
            faults.Writer.TryWrite(fault);
        }
    }

    private sealed record Nested(byte[] Data, List<byte[]> List);

    private sealed class Recorder : ISocketHandler
    {
        private int _now;

        public int MostAtATime { get; private set; }

        public Channel<string> Reasons { get; } = Channel.CreateUnbounded<string>();

        public ValueTask OnEventAsync(in SocketEvent received) => AnswerAsync(received.Socket, received.AckId!.Value, received.Arguments);

        public void OnDisconnected(string reason) => Reasons.Writer.TryWrite(reason);

        private async ValueTask AnswerAsync(Socket socket, long id, ReadOnlyMemory<byte> arguments)
        {
            MostAtATime = Math.Max(MostAtATime, Interlocked.Increment(ref _now));
            await Task.Yield();
            socket.SendAck(id, arguments.Span);
            Interlocked.Decrement(ref _now);
        }
    }
}
