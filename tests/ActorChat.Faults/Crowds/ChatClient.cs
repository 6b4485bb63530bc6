using System.Collections.Concurrent;
using System.Text.Json;
using ActorChat.Faults.Clients;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>One connection of a user. It records everything it does, is answered and sees.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly World _world;
    private readonly SessionRecord _record;
    private readonly int _connection;
    private readonly string _login;
    private readonly ConcurrentDictionary<string, long> _reached;
    private WireClient? _wire;

    private ChatClient(World world, SessionRecord record, int connection, string login, ConcurrentDictionary<string, long> reached)
    {
        _world = world;
        _record = record;
        _connection = connection;
        _login = login;
        _reached = reached;
    }

    public WireClient Wire => _wire ?? throw new InvalidOperationException("Not connected.");

    public bool IsOpen => !Wire.Closed.IsCompleted;

    /// <param name="world">The run.</param>
    /// <param name="record">Where everything is recorded.</param>
    /// <param name="connection">The connection's number within its session.</param>
    /// <param name="account">Who connects.</param>
    /// <param name="reached">The last number seen of every room; kept from connection to connection.</param>
    public static async Task<ChatClient> ConnectAsync(
        World world, SessionRecord record, int connection, Account account, ConcurrentDictionary<string, long> reached)
    {
        var client = new ChatClient(world, record, connection, account.Login, reached);
        using var patience = new CancellationTokenSource(Patience);
        var transport = world.Habits.Transports[(record.Session + connection) % world.Habits.Transports.Count];
        client._wire = await WireClient.ConnectAsync(world.Server, world.Sockets, account.Login, account.Token, client.Take, patience.Token, transport);
        return client;
    }

    /// <summary>Joins the room with a companion, and reads what was missed there.</summary>
    /// <returns>The room's number.</returns>
    public async Task<string> JoinAsync(string companion)
    {
        var answer = await AskAsync("join_room", json => json.WriteString("companion", companion));
        if (Answers.Code(answer) is { } code)
        {
            throw new WireException("join refused: " + code);
        }

        var room = Answers.Text(answer, "room");
        _world.Dialogs.TryAdd(room, new Dialog(room, _login, companion));
        _record.Add(at => new Joined(at, _record.Session, _connection, _login, room) { Epoch = Answers.Text(answer, "epoch") });
        HistoryPage page;
        do
        {
            page = await PageAsync(room, after: _reached.GetValueOrDefault(room), before: null, limit: 200) ?? throw new WireException("catching up refused: unavailable");
        }
        while (page.HasMore);

        return room;
    }

    public async Task LeaveAsync(string room)
    {
        _record.Add(at => new Left(at, _record.Session, _connection, room));
        await AskAsync("leave_room", json => json.WriteString("room", room));
    }

    /// <summary>Sends a message, for the first time or again.</summary>
    /// <returns>The refusal's code; null when it was stored.</returns>
    public async Task<string?> SendAsync(Draft draft)
    {
        _record.Add(at => new Sent(at, _record.Session, _connection, draft.Key, draft.Room, _login, draft.Text, draft.ClientMessageId));
        var began = TimeProvider.System.GetTimestamp();
        var answer = await AskAsync("message", json =>
        {
            json.WriteString("room", draft.Room);
            json.WriteString("message", draft.Text);
            if (draft.ClientMessageId is { } id)
            {
                json.WriteString("clientMessageId", id);
            }
        });
        var code = Answers.Code(answer);
        _world.AnswerTimes.Add(TimeProvider.System.GetElapsedTime(began));
        if (code is null)
        {
            _world.Failovers.Stored(draft.Room, began);
        }

        _record.Add(at => code is null
            ? new Acknowledged(at, _record.Session, _connection, draft.Key, draft.Room, Answers.Text(answer, "id"), Answers.Number(answer, "seq"), Answers.Text(answer, "time"))
            : new Refused(at, _record.Session, _connection, draft.Key, draft.Room, code));
        return code;
    }

    /// <summary>Asks for a page of history.</summary>
    /// <returns>The page; null when it was refused.</returns>
    public async Task<HistoryPage?> PageAsync(string room, long? after, long? before, int limit)
    {
        var askedAt = _record.Now();
        var answer = await AskAsync("have_room", json =>
        {
            json.WriteString("room", room);
            json.WriteNumber("limit", limit);
            if (after is { } from)
            {
                json.WriteNumber("after", from);
            }

            if (before is { } to)
            {
                json.WriteNumber("before", to);
            }
        });
        if (Answers.Code(answer) is { } code)
        {
            return code == "unavailable" ? null : throw new WireException("have_room refused: " + code);
        }

        var page = Answers.Page(answer);
        _record.Add(at => new SawPage(at, _record.Session, _connection, askedAt, _login, room, after, before, page.Messages, page.HasMore, page.Read) { Epoch = page.Epoch });
        if (before is null && page.Messages is [.., var last])
        {
            Reach(room, last.Seq);
        }

        return page;
    }

    public async Task ReadAsync(string room, long seq)
    {
        var answer = await AskAsync("read", json =>
        {
            json.WriteString("room", room);
            json.WriteNumber("seq", seq);
        });
        if (Answers.Code(answer) is null)
        {
            _record.Add(at => new Marked(at, _record.Session, _connection, _login, room, Answers.Number(answer, "seq")));
        }
    }

    public Task TypeAsync(string room, bool typing) => Wire.TellAsync("typing", json => Object(json, () =>
    {
        json.WriteString("room", room);
        json.WriteBoolean("typing", typing);
    }));

    /// <summary>Tries something in a room of others.</summary>
    public async Task IntrudeAsync(string request, string room)
    {
        var answer = await AskAsync(request, json =>
        {
            json.WriteString("room", room);
            switch (request)
            {
                case "message": json.WriteString("message", "[intruder] let me in"); break;
                case "read": json.WriteNumber("seq", 1); break;
                case "typing": json.WriteBoolean("typing", true); break;
            }
        });

        // A server without storage may say so to anyone: that reveals nothing.
        if (Answers.Code(answer) is var code && code != "unavailable")
        {
            _record.Add(at => new StrangerAnswered(at, _record.Session, _connection, _login, room, request, code));
        }
    }

    /// <summary>Records that the session is still connected and joined, long after the last message was sent.</summary>
    public void Settle(string room) => _record.Add(at => new Settled(at, _record.Session, _connection, _login, room));

    public ValueTask DisposeAsync() => Wire.DisposeAsync();

    private static void Object(Utf8JsonWriter json, Action members)
    {
        json.WriteStartObject();
        members();
        json.WriteEndObject();
    }

    private async Task<JsonElement> AskAsync(string name, Action<Utf8JsonWriter> members)
    {
        try
        {
            return await Wire.AskAsync(name, json => Object(json, () => members(json)), Patience);
        }
        catch (WireException error) when (error.Message == "unanswered")
        {
            _world.Count("unanswered " + name);
            Wire.Cut();
            throw;
        }
    }

    private void Take(string name, JsonElement payload)
    {
        switch (name)
        {
            case "message":
                var message = Answers.Message(payload);
                _record.Add(at => new SawLive(at, _record.Session, _connection, _login, message));
                Reach(message.Room, message.Seq);
                break;
            case "read":
                var (room, login, seq) = (Answers.Text(payload, "room"), Answers.Text(payload, "login"), Answers.Number(payload, "seq"));
                _record.Add(at => new SawMarker(at, _record.Session, _connection, _login, room, login, seq));
                break;
            case "chat":
                if (payload.TryGetProperty("lastMessage", out var last) && last.ValueKind == JsonValueKind.Object)
                {
                    TakeLatest(Answers.Text(payload, "room"), last);
                }

                break;
        }
    }

    /// <summary>The latest message of a room that was not joined: the user has seen it as well, so it must never be lost.</summary>
    private void TakeLatest(string room, JsonElement last)
    {
        var message = Answers.Message(last, room);
        _record.Add(at => new SawChat(at, _record.Session, _connection, _login, message));
    }

    private void Reach(string room, long seq) => _reached.AddOrUpdate(room, seq, (_, before) => Math.Max(before, seq));
}
