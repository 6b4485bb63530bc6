using System.Text.Json;
using ActorChat.Faults.Clients;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>All clients of a run; the seed determines who they are.</summary>
public sealed class Crowd : IDisposable
{
    private const int RoomsPerUser = 3;

    private readonly Random _random;
    private readonly int _seed;
    private readonly List<ChatSession> _sessions = [];
    private readonly List<Task> _lives = [];
    private Account[] _users = [];

    public Crowd(Uri server, CrowdHabits habits, int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        World = new World(server, habits);
    }

    public World World { get; }

    public int Count => _sessions.Count;

    public IReadOnlyList<Account> Users => _users;

    /// <summary>Makes the accounts and starts the clients; completes when each has joined its rooms.</summary>
    public async Task StartAsync()
    {
        using var accounts = new Accounts(World.Server);
        _users = await OpenAccountsAsync(accounts);
        for (var i = 0; i < World.Habits.Clients; i++)
        {
            Add(_users[i % _users.Length]);
        }

        await Task.WhenAll(_sessions.Select(session => session.FirstJoined)).WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Some clients' current connections, chosen by the seed, except those that are connecting right now.</summary>
    public IReadOnlyList<WireClient> Pick(int count)
    {
        var chosen = _sessions.ToArray();
        _random.Shuffle(chosen);
        return [.. chosen.Take(count).Select(session => session.Wire).OfType<WireClient>()];
    }

    /// <summary>Sends nothing new, and waits until everything open is acknowledged.</summary>
    /// <returns>Whether it was in time.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        World.Drain();
        try
        {
            await Task.WhenAll(_sessions.Select(session => session.Drained)).WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Every room's whole history, as each of its two users reads it page by page.</summary>
    /// <param name="server">Through which address; that of the crowd if null.</param>
    public async Task<IReadOnlyList<FinalRoom>> ReadHistoriesAsync(Uri? server = null)
    {
        var rooms = new List<FinalRoom>();
        foreach (var user in _users)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await using var wire = await WireClient.ConnectAsync(server ?? World.Server, World.Sockets, user.Login, user.Token, (_, _) => { }, patience.Token);
            foreach (var dialog in World.Dialogs.Values.Where(dialog => dialog.Has(user.Login)))
            {
                rooms.Add(await ReadHistoryAsync(wire, user.Login, dialog.Room));
            }
        }

        return rooms;
    }

    public async Task<IReadOnlyList<ChatEntry>> ReadChatsAsync()
    {
        using var accounts = new Accounts(World.Server);
        var chats = new List<ChatEntry>();
        foreach (var user in _users)
        {
            chats.AddRange(await accounts.ChatsAsync(user.Login, user.Token));
        }

        for (var i = 0; i < accounts.Unavailable; i++)
        {
            World.Count("chat list refused: unavailable");
        }

        return chats;
    }

    /// <summary>Lets every session see what it should have received, and ends them.</summary>
    public async Task FinishAsync(IReadOnlyList<FinalRoom> histories)
    {
        var ends = histories.GroupBy(history => history.Room).ToDictionary(room => room.Key, room => new RoomEnd(room.Max(view => (long)view.Messages.Count), room.Max(view => view.Rev)));
        World.Finish(ends);
        await Task.WhenAll(_lives).WaitAsync(TimeSpan.FromMinutes(2));
    }

    public void Dispose()
    {
        foreach (var user in _users)
        {
            user.Blocks.Dispose();
        }

        World.Dispose();
    }

    private async Task<FinalRoom> ReadHistoryAsync(WireClient wire, string login, string room)
    {
        var messages = new List<SeenMessage>();
        HistoryPage page;
        do
        {
            var after = messages is [.., var last] ? last.Seq : 0;
            page = Answers.Page(await AskForPageAsync(wire, "have_room", room, "after", after));
            messages.AddRange(page.Messages.Select(World.Same));
        }
        while (page.HasMore);

        return new FinalRoom(login, room, messages, page.Read) { Rev = page.Rev, Delivered = page.Delivered, Changes = await ReadChangesAsync(wire, room) };
    }

    /// <summary>A page of a room from a number on.</summary>
    private static Task<JsonElement> AskForPageAsync(WireClient wire, string request, string room, string field, long from) => wire.AskAsync(
        request,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("room", room);
            json.WriteNumber(field, from);
            json.WriteNumber("limit", 200);
            json.WriteEndObject();
        },
        TimeSpan.FromSeconds(60));

    private async Task<IReadOnlyList<SeenMessage>> ReadChangesAsync(WireClient wire, string room)
    {
        var changes = new List<SeenMessage>();
        ChangesPage page;
        do
        {
            var since = changes is [.., var last] ? last.Rev : 0;
            page = Answers.Changes(await AskForPageAsync(wire, "changes", room, "since", since));
            changes.AddRange(page.Messages.Select(World.Same));
        }
        while (page.HasMore);

        return changes;
    }

    private async Task<Account[]> OpenAccountsAsync(Accounts accounts)
    {
        // Two in three clients have a separate user; one of sixteen users has no dialogs and only pries.
        var count = Math.Max(4, World.Habits.Clients * 2 / 3);
        var logins = Enumerable.Range(0, count).Select(i => $"user-{i}").ToArray();
        var loners = Math.Max(1, count / 16);
        var companions = Pairs(count - loners);
        using var atOnce = new SemaphoreSlim(8);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await atOnce.WaitAsync();
            try
            {
                var token = await accounts.OpenAsync(logins[i]);
                return new Account(logins[i], token, [.. companions[i].Select(other => logins[other])]);
            }
            finally
            {
                atOnce.Release();
            }
        }));
    }

    /// <summary>A ring, so that everybody has a room, and more rooms at random.</summary>
    private Dictionary<int, SortedSet<int>> Pairs(int count)
    {
        var companions = Enumerable.Range(0, World.Habits.Clients + 4).ToDictionary(i => i, _ => new SortedSet<int>());
        for (var i = 0; i < count; i++)
        {
            Link(i, (i + 1) % count);
        }

        for (var i = 0; i < count * (RoomsPerUser - 2) / 2; i++)
        {
            Link(_random.Next(count), _random.Next(count));
        }

        return companions;

        void Link(int one, int other)
        {
            if (one != other)
            {
                companions[one].Add(other);
                companions[other].Add(one);
            }
        }
    }

    private void Add(Account account)
    {
        var session = new ChatSession(World, account, unchecked((_seed * 7919) + _sessions.Count));
        _sessions.Add(session);
        _lives.Add(session.RunAsync());
    }
}
