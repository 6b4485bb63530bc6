using System.Collections.Concurrent;
using ActorChat.Faults.Checking;
using ActorChat.Faults.Clients;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Crowds;

/// <summary>
/// One client of a run, from its first connection to the end. It connects again and again, joins its rooms, catches up, sends again what was not
/// acknowledged, and otherwise does what its seed says.
/// </summary>
internal sealed class ChatSession(World world, Account account, int seed)
{
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(seed);
    private readonly SessionRecord _record = world.Recorder.Open();
    private readonly Progress _progress = new();
    private readonly ConcurrentQueue<Func<ChatClient, Task>> _again = new();
    private readonly Syncer _syncer = new();
    private readonly SemaphoreSlim _window = new(world.Habits.Window);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Changer? _changer;
    private List<string> _rooms = [];
    private ChatClient? _client;
    private int _connections;
    private int _messages;

    /// <summary>Ends when the session has joined all of its rooms for the first time.</summary>
    public Task FirstJoined => _joined.Task;

    /// <summary>Completes when draining, and everything is acknowledged or given up.</summary>
    public Task Drained => _drained.Task;

    /// <summary>The current connection; null between two.</summary>
    public WireClient? Wire => _client?.Wire;

    public async Task RunAsync()
    {
        while (!world.Ends.IsCompleted)
        {
            try
            {
                await using var client = await ChatClient.ConnectAsync(world, _record, ++_connections, account, _progress);
                _client = client;
                await LiveAsync(client);
                world.Count(await client.Wire.Closed.WaitAsync(TimeSpan.Zero));
            }
            catch (WireException error)
            {
                world.Count(error.Message.StartsWith("no connection", StringComparison.Ordinal) ? "connects that failed" : error.Message);
                // A crowd that cannot connect must not take CPU from a server that starts.
                await Task.Delay(_random.Next(20, 200 + world.Habits.Clients));
            }
            catch (TimeoutException)
            {
                // The end of the run, with the connection still open.
            }
            finally
            {
                _client = null;
                await AwaitAllInFlightAsync();
            }
        }
    }

    private async Task LiveAsync(ChatClient client)
    {
        var rooms = new List<string>();
        foreach (var companion in account.Companions)
        {
            rooms.Add(await client.JoinAsync(companion));
        }

        _rooms = rooms;
        _joined.TrySetResult();
        await WorkAsync(client);
        if (world.Draining && client.IsOpen)
        {
            await RestAsync(client);
        }
    }

    private async Task WorkAsync(ChatClient client)
    {
        while (client.IsOpen && !world.Ends.IsCompleted)
        {
            if (_again.TryDequeue(out var errand))
            {
                await BeginAsync(() => errand(client));
            }
            else if (!world.Draining)
            {
                await ActAsync(client);
            }
            else if (account.Blocks.Any)
            {
                // What others could not send meanwhile goes on.
                await account.Blocks.LiftAsync(client, world.Ends);
            }
            else if (_window.CurrentCount == world.Habits.Window && _again.IsEmpty)
            {
                return;
            }
            else
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task ActAsync(ChatClient client)
    {
        var habits = world.Habits;
        var room = _rooms.Count == 0 ? null : _rooms[_random.Next(_rooms.Count)];
        var choice = _random.Next(1000);
        if (room is null || Chosen(habits.Intrusions))
        {
            await IntrudeAsync(client);
        }
        else if (Chosen(habits.Repeats))
        {
            if (account.Recall(_random.Next()) is { } old)
            {
                await BeginAsync(() => client.SendAsync(old));
            }
        }
        else if (Chosen(habits.Reads))
        {
            var seq = DrawMarker(room);
            await BeginAsync(() => seq < 1 ? Task.CompletedTask : client.MarkAsync(Marker.Read, room, seq));
        }
        else if (Chosen(habits.Deliveries))
        {
            var seq = DrawMarker(room);
            await BeginAsync(() => seq < 1 ? Task.CompletedTask : client.MarkAsync(Marker.Delivered, room, seq));
        }
        else if (Chosen(habits.Changes))
        {
            if (Changer.Draw(room) is { } change)
            {
                await BeginAsync(() => ChangeAsync(client, change));
            }
        }
        else if (Chosen(habits.ChangePages))
        {
            var (since, limit) = (_random.NextInt64(_progress.Rev(room) + 1), _random.Next(1, 60));
            await BeginAsync(() => client.ChangesAsync(room, since, limit));
        }
        else if (Chosen(habits.Syncs))
        {
            var (limit, place) = (_random.Next(1, 5), _random.Next());
            await BeginAsync(() => _syncer.SyncAsync(client, limit, place));
        }
        else if (Chosen(habits.Pages))
        {
            var (after, before, limit) = (_random.Next(3), _random.Next(3), _random.Next(1, 60));
            var middle = _random.NextInt64(_progress.Seq(room) + 1);
            await BeginAsync(() => client.PageAsync(room, after == 0 ? middle : null, after != 0 && before == 0 ? middle + 1 : null, limit));
        }
        else if (Chosen(habits.Typings))
        {
            await BeginAsync(() => client.TypeAsync(room));
        }
        else if (Chosen(habits.Rejoins))
        {
            await RejoinAsync(client, room);
        }
        else if (Chosen(habits.Closes))
        {
            await client.Wire.CloseAsync();
        }
        else if (Chosen(habits.Cuts))
        {
            client.Wire.Cut();
        }
        else if (Chosen(account.Blocks.Any ? habits.Lifts : habits.Blocks))
        {
            var (asks, companion) = (_random.Next(4) == 0, world.Dialogs[room].CompanionOf(account.Login));
            await BeginAsync(() => asks ? client.AskBlockedAsync() : account.Blocks.TurnAsync(client, companion));
        }
        else
        {
            var draft = Write(room);
            await BeginAsync(() => SendAsync(client, draft));
        }

        if (habits.Pause > TimeSpan.Zero)
        {
            await Task.Delay(_random.Next((int)habits.Pause.TotalMilliseconds + 1));
        }

        // The next share of the thousand.
        bool Chosen(int share) => (choice -= share) < 0;
    }

    private Changer Changer => _changer ??= new Changer(world, account, _record.Session, _random, _progress);

    private long DrawMarker(string room) => _progress.Seq(room) - (_random.Next(2) * _random.Next(20));

    private Draft Write(string room)
    {
        var key = $"{_record.Session}.{++_messages}";
        var text = Texts.Make(key, _random, world.Habits.TextLength);
        var replyTo = _random.Next(1000) < world.Habits.Replies ? Changer.DrawReplyTo(room) : 0;
        return new Draft(key, room, text, _random.Next(1000) < world.Habits.WithoutClientId ? null : $"c{key}", replyTo);
    }

    private Task SendAsync(ChatClient client, Draft draft) => PursueAsync(
        draft,
        async () =>
        {
            var (code, seq) = await client.SendAsync(draft);
            if (code is null)
            {
                Changer.Wrote(draft, seq);
                account.Remember(draft);
            }

            return code;
        },
        next => SendAsync(next, draft));

    private Task ChangeAsync(ChatClient client, Change change) => PursueAsync(
        change,
        async () =>
        {
            var code = await client.ChangeAsync(change);
            if (code is null)
            {
                account.Remember(change);
            }

            return code;
        },
        next => ChangeAsync(next, change));

    /// <summary>Sends something, and has it sent again if it was not done.</summary>
    private async Task PursueAsync(Errand errand, Func<Task<string?>> send, Func<ChatClient, Task> again)
    {
        try
        {
            var code = await send();
            if (code is null)
            {
                return;
            }

            // What the rules refuse is what the client has tried.
            world.Count($"{(Refusal.IsFinal(code) ? "not done" : "refused")}: {code}");
            if (IsGivenUp(errand, code))
            {
                return;
            }

            await Task.Delay(Math.Min(50 * errand.CountRefusal(), 1000));
        }
        catch (WireException)
        {
            world.Count($"{(errand is Draft ? "messages" : "changes")} sent whose answer did not arrive");
        }

        // Only the client's id makes it the same; without one, sending it again might do it twice.
        if (errand.Id is not null)
        {
            _again.Enqueue(again);
        }
    }

    /// <summary>Half of what a block stops is tried until the block is lifted.</summary>
    private bool IsGivenUp(Errand errand, string code) =>
        errand is Change && code != Refusal.Unavailable && code != Refusal.Blocked
        || (code == Refusal.Blocked ? world.Draining || errand.Place % 2 == 0 : Refusal.IsFinal(code));

    private async Task IntrudeAsync(ChatClient client)
    {
        var foreign = world.Dialogs.Values.Where(dialog => !dialog.Has(account.Login)).Select(dialog => dialog.Room).Order(StringComparer.Ordinal).ToArray();
        if (foreign.Length == 0)
        {
            await Task.Delay(10);
            return;
        }

        string[] requests = ["have_room", "message", "read", "typing", "leave_room", "edit", "delete", "react", "changes", "delivered"];
        var (request, room) = (requests[_random.Next(requests.Length)], foreign[_random.Next(foreign.Length)]);
        await BeginAsync(() => client.IntrudeAsync(request, room));
    }

    private async Task RejoinAsync(ChatClient client, string room)
    {
        var dialog = world.Dialogs[room];
        await client.LeaveAsync(room);
        await Task.Delay(_random.Next(50));
        await client.JoinAsync(dialog.CompanionOf(account.Login));
    }

    /// <summary>Stays connected until the run ends; everything must have arrived by then.</summary>
    private async Task RestAsync(ChatClient client)
    {
        _drained.TrySetResult();
        await Task.WhenAny(world.Ends, client.Wire.Closed);
        if (!client.IsOpen)
        {
            return;
        }

        var ends = await world.Ends;
        for (var asked = 0; client.IsOpen && _rooms.Any(room => _progress.Seq(room) < ends[room].Seq || _progress.Rev(room) < ends[room].Rev) && asked < SettlePatience / LookEvery; asked++)
        {
            await Task.Delay(LookEvery);
        }

        await _syncer.AuditAsync(client, limit: 2);
        foreach (var room in client.IsOpen ? _rooms : [])
        {
            client.Settle(room);
        }
    }

    private async Task BeginAsync(Func<Task> request)
    {
        await _window.WaitAsync();
        _ = PerformAsync(request);
    }

    private async Task PerformAsync(Func<Task> request)
    {
        try
        {
            await request();
        }
        catch (WireException error)
        {
            world.Count("requests cut off: " + error.Message.Split(':')[0]);
        }
        finally
        {
            _window.Release();
        }
    }

    private async Task AwaitAllInFlightAsync()
    {
        for (var i = 0; i < world.Habits.Window; i++)
        {
            await _window.WaitAsync();
        }

        _window.Release(world.Habits.Window);
    }
}
