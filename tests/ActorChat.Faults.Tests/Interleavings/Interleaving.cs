using ActorChat.Faults.Clients;
using ActorChat.Faults.History;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Tests.Interleavings;

/// <summary>
/// One case: three companions and a user talk, one request after the other, so that every acknowledged state is known exactly. Meanwhile another client of that
/// user comes and goes, and the server is killed now and then. At the end that client must have what is known.
/// </summary>
internal sealed class Interleaving : IAsyncDisposable
{
    private const int Steps = 60;
    private const int Companions = 3;

    /// <summary>A start of the server takes much longer than a case without one: about every second case has one.</summary>
    private const int CutsOf = 10;

    private static readonly string[] s_reactions = ["👍", "+1", "ok"];

    private readonly ServerProcess _server;
    private readonly Random _random;
    private readonly SocketsHttpHandler _handler = new();
    private readonly HttpMessageInvoker _sockets;
    private readonly Dictionary<string, Participant> _participants = [];
    private readonly List<RoomModel> _rooms = [];
    private readonly List<Func<Task>> _done = [];
    private readonly string _user;
    private AbsentClient? _client;
    private int _ids;

    private Interleaving(ServerProcess server, int seed)
    {
        _server = server;
        _random = new Random(seed);
        _sockets = new HttpMessageInvoker(_handler);
        _user = $"u{seed}";
    }

    private AbsentClient Client => _client ?? throw new InvalidOperationException("Not prepared.");

    /// <summary>Plays a case.</summary>
    /// <returns>In what the client differs from what it must have.</returns>
    public static async Task<IReadOnlyList<string>> PlayAsync(ServerProcess server, int seed)
    {
        await using var interleaving = new Interleaving(server, seed);
        await interleaving.PrepareAsync(seed);
        for (var step = 0; step < Steps; step++)
        {
            await interleaving.StepAsync();
        }

        return await interleaving.CompareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.LeaveAsync();
        foreach (var participant in _participants.Values)
        {
            await participant.DisposeAsync();
        }

        _sockets.Dispose();
        _handler.Dispose();
    }

    private async Task PrepareAsync(int seed)
    {
        using var accounts = new Accounts(_server.Address);
        var token = await accounts.OpenAsync(_user);
        _participants[_user] = new Participant(_server, _sockets, _user, token);
        _client = new AbsentClient(new Participant(_server, _sockets, _user, token));
        for (var i = 0; i < Companions; i++)
        {
            var companion = $"c{i}-{seed}";
            _participants[companion] = new Participant(_server, _sockets, companion, await accounts.OpenAsync(companion));
            var joined = await _participants[_user].AskAsync("join_room", json => json.WriteString("companion", companion));
            _rooms.Add(new RoomModel(Answers.Text(joined, "room"), _user, companion));
        }
    }

    private async Task StepAsync()
    {
        var room = _rooms[_random.Next(_rooms.Count)];
        var login = _random.Next(2) == 0 ? _user : room.Companion;
        var seq = room.Seq == 0 ? 0 : 1 + _random.NextInt64(room.Seq);
        switch (_random.Next(100))
        {
            case < 30 or _ when seq == 0: await DoAsync(Post(room, login)); break;
            case < 42: await DoAsync(Edit(room, seq)); break;
            case < 47: await DoAsync(Delete(room, seq)); break;
            case < 60: await DoAsync(React(room, login, seq)); break;
            case < 70: await DoAsync(Mark(room, login, (Marker)_random.Next(2), seq)); break;
            case < 73 when _done.Count > 0: await _done[_random.Next(_done.Count)](); break;
            case < 74: await (_random.Next(CutsOf) == 0 ? KillAsync() : Task.CompletedTask); break;
            case < 84 when Client.IsThere: await Client.LeaveAsync(); break;
            case < 90: await Client.SyncAsync(limit: 1 + _random.Next(3)); break;
            default: await Client.CatchUpAsync(room.Room, room.Companion, limit: 1 + _random.Next(5), mostPages: 1 + _random.Next(6)); break;
        }
    }

    /// <summary>Does something; now and then the server is killed while it is under way.</summary>
    private async Task DoAsync((Participant Who, string Name, Action<System.Text.Json.Utf8JsonWriter> Members, Action<System.Text.Json.JsonElement> Apply, bool HasId) request)
    {
        var isCut = _random.Next(CutsOf * 10) == 0;
        if (isCut && request.Who.IsConnected)
        {
            await request.Who.TellAsync(request.Name, request.Members);
            await KillAsync();
        }

        await AskAsync();
        if (request.HasId)
        {
            _done.Add(AskAsync);
        }

        async Task AskAsync() => request.Apply(await request.Who.AskAsync(request.Name, request.Members));
    }

    private async Task KillAsync()
    {
        await _server.KillAsync();
        await _server.StartAsync();
    }

    private (Participant, string, Action<System.Text.Json.Utf8JsonWriter>, Action<System.Text.Json.JsonElement>, bool) Post(RoomModel room, string login)
    {
        var id = $"m{++_ids}";
        var replyTo = room.Seq > 0 && _random.Next(4) == 0 ? 1 + _random.NextInt64(room.Seq) : 0;
        return (_participants[login], "message", json =>
        {
            json.WriteString("room", room.Room);
            json.WriteString("message", "text of " + id);
            json.WriteString("clientMessageId", id);
            if (replyTo > 0)
            {
                json.WriteNumber("replyTo", replyTo);
            }
        }, answer =>
        {
            // A repeat has its number already.
            if (Answers.Number(answer, "seq") > room.Seq)
            {
                room.Post(new SeenMessage(room.Room, Answers.Text(answer, "id"), Answers.Number(answer, "seq"), login, "text of " + id, Answers.Text(answer, "time"), false, id)
                {
                    Details = replyTo > 0 ? SeenDetails.None with { ReplyTo = replyTo } : null,
                });
            }
        }, true);
    }

    private (Participant, string, Action<System.Text.Json.Utf8JsonWriter>, Action<System.Text.Json.JsonElement>, bool) Edit(RoomModel room, long seq)
    {
        if (room.At(seq).IsDeleted)
        {
            return Post(room, room.Companion);
        }

        var (id, login) = ($"o{++_ids}", room.At(seq).Login);
        return (_participants[login], "edit", json =>
        {
            json.WriteString("room", room.Room);
            json.WriteNumber("seq", seq);
            json.WriteString("message", "edited by " + id);
            json.WriteString("operationId", id);
        }, answer => room.Change(seq, Answers.Number(answer, "rev"), "edited by " + id, details => details with { EditedAt = Answers.Text(answer, "time") }), true);
    }

    private (Participant, string, Action<System.Text.Json.Utf8JsonWriter>, Action<System.Text.Json.JsonElement>, bool) Delete(RoomModel room, long seq)
    {
        var id = $"o{++_ids}";
        return (_participants[room.At(seq).Login], "delete", json =>
        {
            json.WriteString("room", room.Room);
            json.WriteNumber("seq", seq);
            json.WriteString("operationId", id);
        }, answer => room.Change(seq, Answers.Number(answer, "rev"), "", _ => SeenDetails.None with { IsDeleted = true }), true);
    }

    private (Participant, string, Action<System.Text.Json.Utf8JsonWriter>, Action<System.Text.Json.JsonElement>, bool) React(RoomModel room, string login, long seq)
    {
        if (room.At(seq).IsDeleted)
        {
            return Post(room, login);
        }

        var (reaction, on) = (s_reactions[_random.Next(s_reactions.Length)], _random.Next(3) > 0);
        return (_participants[login], "react", json =>
        {
            json.WriteString("room", room.Room);
            json.WriteNumber("seq", seq);
            json.WriteString("reaction", reaction);
            json.WriteBoolean("on", on);
        }, answer => room.Change(seq, Answers.Number(answer, "rev"), room.At(seq).Text, details =>
        {
            var (all, own) = (details.All(), SeenDetails.ReactionOf(login, reaction));
            return details with { Reactions = SeenDetails.Join(on ? all.Append(own).Distinct() : all.Where(one => one != own)) };
        }), false);
    }

    private (Participant, string, Action<System.Text.Json.Utf8JsonWriter>, Action<System.Text.Json.JsonElement>, bool) Mark(RoomModel room, string login, Marker marker, long seq) =>
        (_participants[login], marker == Marker.Read ? "read" : "delivered", json =>
        {
            json.WriteString("room", room.Room);
            json.WriteNumber("seq", seq);
        }, answer => room.Mark(login, marker, Answers.Number(answer, "seq")), true);

    private async Task<IReadOnlyList<string>> CompareAsync()
    {
        var differences = new List<string>();
        while (!await Client.SyncAsync(limit: 1))
        {
        }

        foreach (var room in _rooms)
        {
            await Client.CatchUpAsync(room.Room, room.Companion, limit: 3, mostPages: int.MaxValue);
            var synced = Client.Synced(room.Room) is { } has
                ? RoomModel.StateOf(has.Seq, has.Rev, has.Unread, has.Read, has.Delivered, has.Last, _user, room.Companion)
                : "nothing";
            if (synced != room.State)
            {
                differences.Add($"sync has {synced}; it must be {room.State}");
            }

            var (have, must) = (Client.Messages(room.Room), room.Messages);
            differences.AddRange(must.Where((message, i) => i >= have.Count || !IsSame(have[i], message)).Select(message => $"{message} is {have.FirstOrDefault(one => one.Seq == message.Seq)}"));
        }

        return differences;
    }

    /// <summary>What a deleted message still says of what it answered, and by which id it was sent, is left open.</summary>
    private static bool IsSame(SeenMessage one, SeenMessage other) =>
        one.Agrees(other) || (one.IsDeleted && one.IsSame(other) && one.Rev == other.Rev && one.Text.Length == 0 && other.IsDeleted);
}
