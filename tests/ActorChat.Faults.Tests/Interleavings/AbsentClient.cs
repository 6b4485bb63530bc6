using ActorChat.Faults.Clients;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests.Interleavings;

/// <summary>
/// A client as the interface describes it: it keeps messages, the numbers up to which it knows its rooms, and a cursor, and puts together what it sees. It
/// comes and goes.
/// </summary>
internal sealed class AbsentClient(Participant user)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Copy> _rooms = [];
    private readonly Dictionary<string, SyncedRoom> _synced = [];
    private string? _cursor;

    public bool IsThere => user.IsConnected;

    /// <summary>What it has of a room.</summary>
    public IReadOnlyList<SeenMessage> Messages(string room)
    {
        lock (_gate)
        {
            return [.. Of(room).Messages.Values];
        }
    }

    public SyncedRoom? Synced(string room) => _synced.GetValueOrDefault(room);

    public Task ConnectAsync() => user.ConnectAsync(Take);

    public Task LeaveAsync() => user.DisconnectAsync();

    /// <summary>Joins a room and asks for what it missed; the limit is that of the pages.</summary>
    public async Task CatchUpAsync(string room, string companion, int limit, int mostPages)
    {
        lock (_gate)
        {
            (Of(room).IsCurrent, Of(room).Live) = (false, 0);
        }

        await user.AskAsync("join_room", json => json.WriteString("companion", companion));
        for (var pages = 0; pages < mostPages && !await NextAsync(room, limit); pages++)
        {
        }
    }

    /// <summary>Syncs one page.</summary>
    /// <returns>Whether it has everything.</returns>
    public async Task<bool> SyncAsync(int limit)
    {
        var page = Answers.Sync(await user.AskAsync("sync", json =>
        {
            json.WriteNumber("limit", limit);
            if (_cursor is not null)
            {
                json.WriteString("cursor", _cursor);
            }
        }));
        foreach (var room in page.Rooms)
        {
            _synced[room.Room] = room;
        }

        _cursor = page.Cursor;
        return page.Complete;
    }

    /// <summary>Asks for the next page of messages, or then of changes.</summary>
    /// <returns>Whether it has everything.</returns>
    private async Task<bool> NextAsync(string room, int limit)
    {
        var copy = Of(room);
        if (!copy.HasMessages)
        {
            var page = Answers.Page(await user.AskAsync("have_room", json =>
            {
                json.WriteString("room", room);
                json.WriteNumber("after", copy.Seq);
                json.WriteNumber("limit", limit);
            }));
            lock (_gate)
            {
                page.Messages.ToList().ForEach(copy.Keep);
                copy.Seq = page.Messages is [.., var last] ? Math.Max(copy.Seq, last.Seq) : copy.Seq;
                copy.HasMessages = !page.HasMore;
            }

            return false;
        }

        var changes = Answers.Changes(await user.AskAsync("changes", json =>
        {
            json.WriteString("room", room);
            json.WriteNumber("since", copy.Rev);
            json.WriteNumber("limit", limit);
        }));
        lock (_gate)
        {
            changes.Messages.ToList().ForEach(copy.Keep);
            copy.IsCurrent = !changes.HasMore;
            copy.Rev = changes.HasMore ? changes.Messages[^1].Rev : Math.Max(changes.Rev, copy.Live);
            return copy.IsCurrent;
        }
    }

    private void Take(string name, System.Text.Json.JsonElement payload)
    {
        lock (_gate)
        {
            if (name == "message")
            {
                var message = Answers.Message(payload);
                Of(message.Room).Keep(message);
            }
            else if (name == "changed")
            {
                var message = Answers.Message(payload.GetProperty("message"), Answers.Text(payload, "room"));
                var copy = Of(message.Room);
                copy.Keep(message);
                copy.Live = Math.Max(copy.Live, message.Rev);
                copy.Rev = copy.IsCurrent ? Math.Max(copy.Rev, message.Rev) : copy.Rev;
            }
        }
    }

    private Copy Of(string room)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(room, out var copy))
            {
                _rooms[room] = copy = new Copy();
            }

            return copy;
        }
    }

    /// <summary>A client's copy of a room.</summary>
    private sealed class Copy
    {
        public SortedDictionary<long, SeenMessage> Messages { get; } = [];

        public long Seq { get; set; }

        public long Rev { get; set; }

        public long Live { get; set; }

        public bool HasMessages { get; set; }

        public bool IsCurrent
        {
            get;
            set
            {
                field = value;
                HasMessages = value;
            }
        }

        /// <summary>The form with the higher number counts, whichever came first.</summary>
        public void Keep(SeenMessage message)
        {
            if (!Messages.TryGetValue(message.Seq, out var before) || before.Rev <= message.Rev)
            {
                Messages[message.Seq] = message;
            }
        }
    }
}
