using System.Text.Json;
using ActorChat.Faults.Clients;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>One connection of a user. It records everything it does, is answered and sees.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    /// <summary>Changes on a page of those that a client missed: few, so that there are several pages.</summary>
    private const int ChangesLimit = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly World _world;
    private readonly SessionRecord _record;
    private readonly int _connection;
    private readonly string _login;
    private readonly Progress _progress;
    private WireClient? _wire;

    private ChatClient(World world, SessionRecord record, int connection, string login, Progress progress)
    {
        _world = world;
        _record = record;
        _connection = connection;
        _login = login;
        _progress = progress;
    }

    public WireClient Wire => _wire ?? throw new InvalidOperationException("Not connected.");

    public bool IsOpen => !Wire.Closed.IsCompleted;

    /// <param name="world">The run.</param>
    /// <param name="record">Where everything is recorded.</param>
    /// <param name="connection">The connection's number within its session.</param>
    /// <param name="account">Who connects.</param>
    /// <param name="progress">How far the client knows every room; kept from connection to connection.</param>
    public static async Task<ChatClient> ConnectAsync(World world, SessionRecord record, int connection, Account account, Progress progress)
    {
        var client = new ChatClient(world, record, connection, account.Login, progress);
        using var patience = new CancellationTokenSource(Patience);
        var transport = world.Habits.Transports[(record.Session + connection) % world.Habits.Transports.Count];
        client._wire = await WireClient.ConnectAsync(world.Server, world.Sockets, account.Login, account.Token, client.Take, patience.Token, transport);
        return client;
    }

    /// <summary>Joins the room with a companion, and reads what was missed there.</summary>
    /// <returns>The room's number.</returns>
    public async Task<string> JoinAsync(string companion)
    {
        if (_world.Dialogs.Values.FirstOrDefault(dialog => dialog.Has(_login) && dialog.Has(companion)) is { } known)
        {
            _progress.Begin(known.Room);
        }

        var answer = await AskAsync("join_room", json => json.WriteString("companion", companion));
        if (Answers.Code(answer) is { } code)
        {
            throw new WireException("join refused: " + code);
        }

        var room = Answers.Text(answer, "room");
        _world.Dialogs.TryAdd(room, new Dialog(room, _login, companion));
        _record.Add(at => new Joined(at, _record.Session, _connection, _login, room) { Epoch = Answers.Text(answer, "epoch") });
        var isNew = _progress.Seq(room) == 0;
        HistoryPage? first = null, page;
        do
        {
            page = await PageAsync(room, after: _progress.Seq(room), before: null, limit: 200) ?? throw new WireException("catching up refused: unavailable");
            first ??= page;
        }
        while (page.HasMore);

        // A client without anything may take the first page's number, because what it asks for later is not older. Every second one does.
        if (isNew && _record.Session % 2 == 0)
        {
            _progress.CatchUp(room, first.Rev, isCurrent: false);
        }

        ChangesPage changes;
        do
        {
            changes = await ChangesAsync(room, _progress.Rev(room), ChangesLimit) ?? throw new WireException("catching up refused: unavailable");
            _progress.CatchUp(room, changes.HasMore ? changes.Messages[^1].Rev : changes.Rev, isCurrent: !changes.HasMore);
        }
        while (changes.HasMore);

        return room;
    }

    public async Task LeaveAsync(string room)
    {
        _record.Add(at => new Left(at, _record.Session, _connection, room));
        await AskAsync("leave_room", json => json.WriteString("room", room));
    }

    /// <summary>Sends a message, for the first time or again.</summary>
    /// <returns>The refusal's code, null when it was stored; and the message's number.</returns>
    public async Task<(string? Code, long Seq)> SendAsync(Draft draft)
    {
        var sentAt = _record.Add(at => new Sent(at, _record.Session, _connection, draft.Key, draft.Room, _login, draft.Text, draft.ClientMessageId) { ReplyTo = draft.ReplyTo });
        var began = TimeProvider.System.GetTimestamp();
        var answer = await AskAsync("message", json =>
        {
            json.WriteString("room", draft.Room);
            json.WriteString("message", draft.Text);
            if (draft.ClientMessageId is { } id)
            {
                json.WriteString("clientMessageId", id);
            }

            if (draft.ReplyTo > 0)
            {
                json.WriteNumber("replyTo", draft.ReplyTo);
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
            : new Refused(at, _record.Session, _connection, draft.Key, draft.Room, code) { SentAt = sentAt });
        return (code, code is null ? Answers.Number(answer, "seq") : 0);
    }

    /// <summary>Asks for a change, for the first time or again.</summary>
    /// <returns>The refusal's code; null when it was made.</returns>
    public async Task<string?> ChangeAsync(Change change)
    {
        var sentAt = _record.Add(at => new ChangeSent(
            at, _record.Session, _connection, change.Key, change.Room, _login, change.Seq, change.Kind, change.Value, change.OperationId));
        var answer = await AskAsync(EventOf(change.Kind), json =>
        {
            json.WriteString("room", change.Room);
            json.WriteNumber("seq", change.Seq);
            switch (change.Kind)
            {
                case ChangeKind.Edit: json.WriteString("message", change.Value); break;
                case ChangeKind.React or ChangeKind.Unreact:
                    json.WriteString("reaction", change.Value);
                    json.WriteBoolean("on", change.Kind == ChangeKind.React);
                    break;
            }

            if (change.OperationId is { } id)
            {
                json.WriteString("operationId", id);
            }
        });
        var code = Answers.Code(answer);
        _record.Add(at => code is null
            ? new ChangeAnswered(at, _record.Session, _connection, change.Key, change.Room, Answers.Number(answer, "seq"), Answers.Number(answer, "rev"), TimeIn(answer))
            : new ChangeRefused(at, _record.Session, _connection, sentAt, change.Key, change.Room, code));
        return code;
    }

    /// <summary>Counts something that is not a breach.</summary>
    public void Count(string what) => _world.Count(what);

    /// <summary>Blocks a companion, or lifts the block.</summary>
    /// <returns>The refusal's code; null when it was done.</returns>
    public async Task<string?> BlockAsync(string companion, bool blocks)
    {
        var sentAt = _record.Add(at => new BlockSent(at, _record.Session, _connection, _login, companion, blocks));
        var answer = await AskAsync(blocks ? "block" : "unblock", json => json.WriteString("login", companion));
        var code = Answers.Code(answer);
        _record.Add(at => new BlockAnswered(at, _record.Session, _connection, sentAt, _login, companion, blocks, code));
        return code;
    }

    /// <summary>Asks whom the user blocks.</summary>
    public async Task AskBlockedAsync()
    {
        var askedAt = _record.Now();
        var answer = await AskAsync("blocked", _ => { });
        if (Answers.Code(answer) is null)
        {
            var logins = answer.GetProperty("logins").EnumerateArray().Select(login => login.GetString() ?? "").ToArray();
            _record.Add(at => new SawBlocked(at, _record.Session, _connection, askedAt, _login, logins));
        }
    }

    /// <summary>Asks for what changed since a change.</summary>
    /// <returns>The page; null when it was refused.</returns>
    public async Task<ChangesPage?> ChangesAsync(string room, long since, int limit)
    {
        var askedAt = _record.Now();
        var answer = await AskAsync("changes", json =>
        {
            json.WriteString("room", room);
            json.WriteNumber("since", since);
            json.WriteNumber("limit", limit);
        });
        if (Answers.Code(answer) is { } code)
        {
            return code == "unavailable" ? null : throw new WireException("changes refused: " + code);
        }

        var page = Answers.Changes(answer);
        page = page with { Messages = [.. page.Messages.Select(_world.Same)] };
        _record.Add(at => new SawChanges(at, _record.Session, _connection, askedAt, _login, room, since, page.Messages, page.Rev, page.HasMore) { Epoch = page.Epoch });
        return page;
    }

    /// <summary>Asks for a page of what happened in all rooms.</summary>
    /// <returns>The page; null when it was refused.</returns>
    public async Task<SyncAnswer?> SyncAsync(string? cursor, int limit)
    {
        // Nothing happens any more once the ends are known.
        var isLast = _world.Ends.IsCompleted;
        var askedAt = _record.Now();
        var answer = await AskAsync("sync", json =>
        {
            json.WriteNumber("limit", limit);
            if (cursor is not null)
            {
                json.WriteString("cursor", cursor);
            }
        });
        if (Answers.Code(answer) is { } code)
        {
            return code == "unavailable" ? null : throw new WireException("sync refused: " + code);
        }

        var page = Answers.Sync(answer);
        var rooms = page.Rooms.Select(room => room.Last is { } last ? room with { Last = _world.Same(last) } : room).ToArray();
        _record.Add(at => new SawSync(at, _record.Session, _connection, askedAt, _login, cursor, page.Cursor, rooms, page.Complete, page.Reset, page.Epoch, isLast));
        return page;
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
        page = page with { Messages = [.. page.Messages.Select(_world.Same)] };
        _record.Add(at => new SawPage(at, _record.Session, _connection, askedAt, _login, room, after, before, page.Messages, page.HasMore, page.Read)
        {
            Epoch = page.Epoch,
            Rev = page.Rev,
            Delivered = page.Delivered,
        });
        if (before is null && page.Messages is [.., var last])
        {
            _progress.Reach(room, last.Seq);
        }

        return page;
    }

    /// <summary>Says that the user has read the companion's messages up to one, or that this client has them.</summary>
    public async Task MarkAsync(Marker marker, string room, long seq)
    {
        var answer = await AskAsync(marker == Marker.Read ? "read" : "delivered", json =>
        {
            json.WriteString("room", room);
            json.WriteNumber("seq", seq);
        });
        if (Answers.Code(answer) is null)
        {
            _record.Add(at => new Marked(at, _record.Session, _connection, _login, room, Answers.Number(answer, "seq"), marker));
        }
    }

    /// <summary>Says that the user begins to type.</summary>
    public async Task TypeAsync(string room)
    {
        var sentAt = _record.Add(at => new TypingSent(at, _record.Session, _connection, _login, room));
        var answer = await AskAsync("typing", json =>
        {
            json.WriteString("room", room);
            json.WriteBoolean("typing", true);
        });
        _record.Add(at => new TypingAnswered(at, _record.Session, _connection, sentAt, _login, room, Answers.Code(answer)));
    }

    /// <summary>Tries something in a room of others.</summary>
    public async Task IntrudeAsync(string request, string room)
    {
        var answer = await AskAsync(request, json =>
        {
            json.WriteString("room", room);
            switch (request)
            {
                case "message": json.WriteString("message", "[intruder] let me in"); break;
                case "read" or "delivered" or "delete": json.WriteNumber("seq", 1); break;
                case "changes": json.WriteNumber("since", 0); break;
                case "edit":
                    json.WriteNumber("seq", 1);
                    json.WriteString("message", "[intruder] not what you wrote");
                    break;
                case "react":
                    json.WriteNumber("seq", 1);
                    json.WriteString("reaction", "👎");
                    json.WriteBoolean("on", true);
                    break;
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

    private static string EventOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Edit => "edit",
        ChangeKind.Delete => "delete",
        _ => "react",
    };

    private static string? TimeIn(JsonElement answer) => answer.TryGetProperty("time", out var time) ? time.GetString() : null;

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
                var message = _world.Same(Answers.Message(payload));
                _record.Add(at => new SawLive(at, _record.Session, _connection, _login, message));
                _progress.Reach(message.Room, message.Seq);
                break;
            case "changed":
                var rev = Answers.Number(payload, "rev");
                var changed = _world.Same(Answers.Message(payload.GetProperty("message"), Answers.Text(payload, "room")));
                _record.Add(at => new SawChanged(at, _record.Session, _connection, _login, rev, changed));
                _progress.Change(changed.Room, rev);
                break;
            case "read" or "delivered":
                var (room, login, seq) = (Answers.Text(payload, "room"), Answers.Text(payload, "login"), Answers.Number(payload, "seq"));
                _record.Add(at => new SawMarker(at, _record.Session, _connection, _login, room, login, seq, name == "read" ? Marker.Read : Marker.Delivered));
                break;
            case "typing" when payload.GetProperty("typing").GetBoolean():
                _record.Add(at => new SawTyping(at, _record.Session, _connection, _login, Answers.Text(payload, "room"), Answers.Text(payload, "login")));
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
        var message = _world.Same(Answers.Message(last, room));
        _record.Add(at => new SawChat(at, _record.Session, _connection, _login, message));
    }
}
