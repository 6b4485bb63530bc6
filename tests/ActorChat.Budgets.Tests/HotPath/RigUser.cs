using System.Globalization;
using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;
using Akka.Actor;

namespace ActorChat.Budgets.HotPath;

/// <summary>One user of the rig: both the client and the server's side of its connection, with memory in place of a socket.</summary>
internal sealed class RigUser(Login login, Login companion, LengthSettings limits, RenderedMessages rendered) : IConnection
{
    private const string Text = "the quick brown fox jumps over the lazy dog, and then it does so again, up to one hundred characters";

    private readonly ClientRequests _requests = new(login, limits);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly byte[] _plain = Encoding.UTF8.GetBytes($"{{\"login\":\"{login.Name}\",\"companion\":\"{companion.Name}\",\"message\":\"{Text}\"}}");
    private IActorRef _session = ActorRefs.Nobody;
    private byte[] _page = [];
    private long _ackId;
    private long _sent;
    private long _shown;
    private string? _refused;

    public RigUser Companion { get; set; } = null!;

    /// <summary>Bytes that would have gone to the socket; keeps the rendering from being optimised away.</summary>
    public long BytesOut { get; private set; }

    public async Task StartAsync(IActorRef session)
    {
        _session = session;
        session.Tell(SessionCommands.ConnectionReady.Instance);
        Request("join_room"u8, Encoding.UTF8.GetBytes($"{{\"companion\":\"{companion.Name}\"}}"));
        await TakeAnswerAsync();
    }

    public async Task SendAsync(int messages, int window, bool withClientIds)
    {
        for (var message = 0; message < messages; message++)
        {
            if (message >= window)
            {
                await TakeAnswerAsync();
            }

            _sent++;
            Request("message"u8, withClientIds ? WithClientId() : _plain);
        }

        for (var open = 0; open < Math.Min(messages, window); open++)
        {
            await TakeAnswerAsync();
        }
    }

    public async Task ReadAsync(int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            Request("have_room"u8, _page);
            await TakeAnswerAsync();
        }
    }

    /// <summary>Completes when every message of the pair was shown here.</summary>
    public async Task WhenShownAsync()
    {
        while (Interlocked.Read(ref _shown) < _sent + Companion._sent)
        {
            await Task.Yield();
        }
    }

    public void Answer(RequestTag request, Answer answer)
    {
        if (answer is Answer.Refused { Error.Code: var code })
        {
            _refused = code;
        }
        else if (answer is Answer.RoomJoined joined)
        {
            _page = Encoding.UTF8.GetBytes($"{{\"room\":\"{joined.Room}\"}}");
        }

        BytesOut += ClientEvents.Write(answer, rendered)!.Written.Length;
        _answered.Release();
    }

    public int UnsentBytes => 0;

    public void TellWhenSent() => throw new InvalidOperationException("Nothing waits here.");

    public void Send(ServerEvent happened) => BytesOut += ClientEvents.Encode(happened).Length;

    public void Send(SharedEvent shared)
    {
        BytesOut += shared.Encoded(ClientEvents.Encode).Length;
        if (shared.Happened is RoomNews.MessageArrived)
        {
            Interlocked.Increment(ref _shown);
        }
    }

    public void Close(CloseReason reason)
    {
        _refused = reason.Code;
        _answered.Release();
    }

    private void Request(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        if (_requests.Read(EventCatalogue.RequestOf(name), name, arguments, ++_ackId, out _, out var request) is { } error)
        {
            throw new InvalidOperationException(error.Message);
        }

        _session.Tell(request!);
    }

    private async Task TakeAnswerAsync()
    {
        await _answered.WaitAsync();
        if (_refused is not null)
        {
            throw new InvalidOperationException($"The server refused: {_refused}.");
        }
    }

    private byte[] WithClientId() => Encoding.UTF8.GetBytes(
        $"{{\"login\":\"{login.Name}\",\"companion\":\"{companion.Name}\",\"message\":\"{Text}\",\"clientMessageId\":\"{_sent.ToString(CultureInfo.InvariantCulture)}\"}}");
}
