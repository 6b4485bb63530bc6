using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>What the clients of one run share.</summary>
public sealed class World : IDisposable
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, RoomEnd>> _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<SeenMessage, SeenMessage> _forms = new();
    private readonly SocketsHttpHandler _handler = new() { ConnectTimeout = TimeSpan.FromSeconds(10) };

    public World(Uri server, CrowdHabits habits)
    {
        Server = server;
        Habits = habits;
        if (habits.ReceiveBuffer is { } bytes)
        {
            _handler.ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, bytes, stop);
        }

        Sockets = new HttpMessageInvoker(_handler);
    }

    public Uri Server { get; }

    public CrowdHabits Habits { get; }

    public HttpMessageInvoker Sockets { get; }

    public Recorder Recorder { get; } = new();

    /// <summary>The rooms, by number, as soon as anyone joined them.</summary>
    public ConcurrentDictionary<string, Dialog> Dialogs { get; } = new();

    /// <summary>How often something happened that is not a breach: failed connects, unanswered requests, reasons for ends.</summary>
    public ConcurrentDictionary<string, int> Tally { get; } = new();

    /// <summary>How long acknowledgements of messages took.</summary>
    public AnswerTimes AnswerTimes { get; } = new();

    /// <summary>How long rooms were without an owner.</summary>
    public Failovers Failovers { get; } = new(TimeProvider.System);

    /// <summary>Whether clients only finish what is open, and send nothing new.</summary>
    public bool Draining { get; private set; }

    /// <summary>The last numbers of every room, once nothing is sent any more.</summary>
    public Task<IReadOnlyDictionary<string, RoomEnd>> Ends => _ends.Task;

    public void Drain() => Draining = true;

    public void Finish(IReadOnlyDictionary<string, RoomEnd> ends) => _ends.TrySetResult(ends);

    /// <summary>The first object with these values: what is shown to many clients is in memory once.</summary>
    public SeenMessage Same(SeenMessage message) => _forms.GetOrAdd(message, message);

    public void Count(string what) => Tally.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, int receiveBuffer, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
        try
        {
            await socket.ConnectAsync(server, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Sockets.Dispose();
        _handler.Dispose();
    }
}

/// <summary>The last numbers of a room.</summary>
/// <param name="Seq">Of its latest message.</param>
/// <param name="Rev">Of its latest change.</param>
public readonly record struct RoomEnd(long Seq, long Rev);
