using System.Text;
using System.Threading.Tasks.Sources;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Observability;
using ActorChat.SocketIO;
using Akka.Actor;

namespace ActorChat.Host.Gateway;

/// <summary>
/// One client between its socket and its session: events become requests, answers and events become packets. It counts the requests in flight. At the bound
/// the socket is not read until one is answered, so that TCP slows the client down.
/// </summary>
internal sealed class ChatConnection(Socket socket, ClientRequests requests, int maxInFlight, ConnectionLife life, ConnectionGuard guard, RenderedMessages rendered, EventTraces? traces) : IConnection, ISocketHandler, IValueTaskSource
{
    /// <summary>Event names in answers are the server's, and short.</summary>
    private const int MaxNameBytes = 32;

    private const int Connecting = 0;
    private const int Entered = 1;
    private const int Barred = 2;

    // What the read loop waits on at the bound: one waiter at a time, so one source serves the whole connection.
    private ManualResetValueTaskSourceCore<bool> _place = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _gone;
    private IDisposable? _token;
    private IActorRef _session = ActorRefs.Nobody;
    private int _inFlight;
    private int _isWaiting;
    private int _hasEnded;
    private int _entry = Connecting;
    private Action? _tellSent;

    /// <summary>Whether the client may not come back and has not been told, because its session was closed before it was connected.</summary>
    public bool IsBarred => Volatile.Read(ref _entry) == Barred;

    /// <summary>The session lives. If the client leaves before it is connected, nobody else would end it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="token">Its hold on the token that opened it, released when the connection ends.</param>
    /// <param name="gone">Cancelled when the client leaves before it is connected.</param>
    public void Open(IActorRef session, IDisposable? token, CancellationToken gone)
    {
        _session = session;
        _token = token;
        _gone = Background.OnCancelled(() => OnDisconnected(DisconnectReasons.TransportClose), gone);
    }

    /// <summary>The client is refused after all. Its session ends; the connection stays, so that the refusal can be sent.</summary>
    public void TurnAway(CloseReason reason)
    {
        _gone.Dispose();
        _gone = default;
        End(reason.Code, closes: false);
    }

    /// <summary>The client is connected: its session may write to it.</summary>
    public void Begin()
    {
        // The rest of the registration would keep everything that connecting needed in memory.
        _gone.Dispose();
        _gone = default;
        _session.Tell(SessionCommands.ConnectionReady.Instance, ActorRefs.NoSender);
        if (Interlocked.Exchange(ref _entry, Entered) == Barred)
        {
            Disconnect(life.Reason ?? CloseReason.TokenEnded);
        }
    }

    public ValueTask OnEventAsync(in SocketEvent received)
    {
        var name = EventCatalogue.RequestOf(received.Name.Span);
        var trace = traces?.Begin(name);
        if (!guard.LetsPass(name, out var closes))
        {
            return RefuseRate(new RequestTag(ClientEvents.Shortened(received.Name.Span), received.AckId, trace), name, closes);
        }

        if (requests.Read(name, received.Name.Span, received.Arguments.Span, received.AckId, out var tag, out var request, trace) is { } error)
        {
            RefuseAtOnce(tag, name, error);
            return default;
        }

        var inFlight = Interlocked.Increment(ref _inFlight);
        _session.Tell(request!, ActorRefs.NoSender);
        return inFlight < maxInFlight ? default : WaitForPlace();
    }

    public void Answer(RequestTag request, Answer answer)
    {
        var error = (answer as Answer.Refused)?.Error;
        guard.Answered(request.Event, error);
        if (error is not null)
        {
            Refuse(request, error);
        }
        else if (ClientEvents.Write(answer, rendered) is { } json)
        {
            Reply(request, answer, json);
        }

        request.Trace?.Answered(error);
        Interlocked.Decrement(ref _inFlight);
        EndWait();
    }

    public void Send(ServerEvent happened) => socket.Send(ClientEvents.Encode(happened));

    public void Send(SharedEvent shared)
    {
        socket.Send(shared.Encoded(ClientEvents.Encode));
        if (shared.DurableAt > 0)
        {
            guard.HandedOver(shared.DurableAt);
        }
    }

    public int UnsentBytes => socket.UnsentBytes;

    public void TellWhenSent() => socket.WhenSent(_tellSent ??= () => _session.Tell(SessionCommands.SomeSent.Instance, ActorRefs.NoSender));

    /// <summary>
    /// The client is told why. One that may not come back then gets Socket.IO's own disconnect, or a refusal if it is not connected yet. Others see the
    /// connection end and reconnect by themselves. A client that does not read is not waited for: what it has not taken by a deadline is dropped.
    /// </summary>
    public void Close(CloseReason reason)
    {
        life.Closing(reason);
        if (reason.MayReconnect)
        {
            if (Volatile.Read(ref _entry) == Entered)
            {
                socket.Send(ClientEvents.Encode(reason));
            }

            socket.Close(reason.Code);
        }
        else if (Interlocked.CompareExchange(ref _entry, Barred, Connecting) == Entered)
        {
            Disconnect(reason);
        }
    }

    private void Disconnect(CloseReason reason)
    {
        socket.Send(ClientEvents.Encode(reason));
        socket.Disconnect(closeConnection: true);
    }

    public void OnDisconnected(string reason) => End(reason, closes: true);

    private void End(string reason, bool closes)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
        {
            return;
        }

        _session.Tell(new SessionCommands.ConnectionEnded(reason), ActorRefs.NoSender);
        if (closes)
        {
            // A client that left the namespace but stayed would hold a connection that no session answers for.
            socket.Close(reason);
        }

        _token?.Dispose();
        life.Ended(reason);
        EndWait();
    }

    private void Reply(RequestTag request, Answer answer, Utf8Buffer json)
    {
        if (request.AckId is { } id)
        {
            socket.SendAck(id, json.Written);
        }
        else if (answer is not Actors.Outbound.Answer.SignNoted)
        {
            Span<byte> name = stackalloc byte[MaxNameBytes];
            socket.Send(EncodedEvent.Create(name[..Encoding.UTF8.GetBytes(request.Event, name)], json.Written));
        }
    }

    private void RefuseAtOnce(RequestTag request, string? name, ChatError error)
    {
        guard.Answered(name, error);
        Refuse(request, error);
        request.Trace?.Answered(error);
    }

    private ValueTask RefuseRate(RequestTag request, string? name, bool closes)
    {
        if (closes)
        {
            request.Trace?.Answered(ChatError.RateLimited);
            Close(CloseReason.Flooding);
            return default;
        }

        RefuseAtOnce(request, name, guard.Refusal);
        return guard.HoldAsync();
    }

    private void Refuse(RequestTag request, ChatError error)
    {
        if (request.AckId is { } id)
        {
            socket.SendAck(id, ClientEvents.Write(error).Written);
        }
        else
        {
            socket.Send(EncodedEvent.Create("chat_error"u8, ClientEvents.Write(request.Event, error).Written));
        }
    }

    private ValueTask WaitForPlace()
    {
        _place.Reset();
        Interlocked.Exchange(ref _isWaiting, 1);

        // An answer, or the end, may have come before the wait was announced; then nobody would end it.
        return (Volatile.Read(ref _inFlight) < maxInFlight || Volatile.Read(ref _hasEnded) != 0) && Interlocked.Exchange(ref _isWaiting, 0) == 1
            ? default
            : new ValueTask(this, _place.Version);
    }

    private void EndWait()
    {
        if (Volatile.Read(ref _isWaiting) == 1 && Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            _place.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => _place.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _place.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _place.OnCompleted(continuation, state, token, flags);
}
