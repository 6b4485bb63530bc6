using System.Text.Json.Serialization;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Limits;
using ActorChat.Host.Nodes;
using ActorChat.Storage.Rooms;

namespace ActorChat.Host.Admin;

/// <summary>
/// What operators ask of all nodes: each row names its node, and the answer those that did not answer. A server without a cluster names none.
/// </summary>
internal sealed class AdminService(IChatActors actors, RateLimits limits, StoredLimits written, AllNodes nodes, RetainedRooms stored)
{
    /// <summary>The name of this node in an answer.</summary>
    private string? Self => nodes.IsAlone ? null : nodes.Self;

    /// <summary>Live sessions of one login, of the logins that begin with a text, or of all.</summary>
    public async Task<SessionsBody> ListSessionsAsync(Login? login, int limit, string? search = null)
    {
        // A text that no login can begin with finds nobody.
        if (Login.KeyPrefix(search ?? "") is not { } prefix)
        {
            return new SessionsBody([], null);
        }

        var elsewhere = nodes.AskAsync<RegistryCommands.SessionList>(new RegistryCommands.ListSessions(login, limit, prefix));
        var here = await actors.ListSessionsAsync(login, limit, prefix);
        var asked = await elsewhere;
        var rows = Rows(Self, here).Concat(asked.Answers.SelectMany(answer => Rows(
            answer.Node,
            // A node of an earlier version answers with all.
            answer.Answer.Sessions.Where(session => session.Login.Key.StartsWith(prefix, StringComparison.Ordinal)))));
        return new SessionsBody([.. rows.Take(limit)], asked.NoAnswer);
    }

    /// <summary>Ends a session wherever it is.</summary>
    public async Task<(bool Found, IReadOnlyList<string>? NoAnswer)> EndSessionAsync(string id)
    {
        if (await actors.EndSessionAsync(id, CloseReason.EndedByAdmin))
        {
            return (true, null);
        }

        var asked = await nodes.AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.EndSession(id, CloseReason.EndedByAdmin));
        return (asked.Answers.Any(answer => answer.Answer.Count > 0), asked.NoAnswer);
    }

    public async Task<RoomsBody> ListRoomsAsync(int limit)
    {
        var elsewhere = nodes.AskAsync<PartitionCommands.Awake>(new PartitionCommands.ListAwake(limit));
        var (rooms, count) = await actors.ListAwakeRoomsAsync(limit);
        if (nodes.IsAlone)
        {
            return new RoomsBody(Names(rooms), count, await DialogsAsync(rooms), null, null);
        }

        var asked = await elsewhere;
        var left = limit;
        var all = new List<NodeRoomsBody>();
        var dialogs = new List<DialogBody>();
        foreach (var (node, awake) in asked.Answers.Prepend((nodes.Self, new PartitionCommands.Awake(rooms, count))))
        {
            var some = Names(awake.Rooms.Take(left));
            dialogs.AddRange((await DialogsAsync(awake.Rooms.Take(left))).Select(dialog => dialog with { Node = node }));
            left -= some.Count;
            all.Add(new NodeRoomsBody(node, some, awake.Count));
        }

        return new RoomsBody([.. all.SelectMany(node => node.Rooms)], all.Sum(node => node.Count), dialogs, all, asked.NoAnswer);
    }

    /// <summary>The limits; with several nodes those of each.</summary>
    public async Task<object> ShowLimitsAsync() => AllLimits(await nodes.AskAsync<NodeReply.Limits>(NodeQuestion.ShowLimits.Instance));

    /// <summary>Where this node's operator has written a limit, so that it cannot be set; null if nowhere.</summary>
    public string? PlaceOfLimit(string name) => written.FindPlace(name);

    /// <summary>Changes a limit on all nodes, now and after a restart; null if there is none with that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limit">The limit; null for that of the settings.</param>
    public async Task<object?> SetLimitAsync(string name, RateLimit? limit)
    {
        if (!LiveLimits.IsLive(LiveLimits.KeyOf(name)))
        {
            return null;
        }

        await written.SetAsync(name, limit);
        return AllLimits(await nodes.AskAsync<NodeReply.Limits>(new NodeQuestion.SetLimit(name, limit?.ToString() ?? NodeQuestion.SetLimit.AsWritten)));
    }

    private object AllLimits(Asked<NodeReply.Limits> asked)
    {
        var here = LiveLimits.Print(limits.Current);
        return nodes.IsAlone ? here : new NodeLimitsBody(
            asked.Answers.Select(answer => KeyValuePair.Create(answer.Node, answer.Answer.InForce.ToDictionary()))
                .Prepend(KeyValuePair.Create(nodes.Self, here.ToDictionary())).ToDictionary(),
            asked.NoAnswer);
    }

    /// <summary>Whose the rooms are. A room that is not in the tables yet is left out.</summary>
    private async Task<List<DialogBody>> DialogsAsync(IEnumerable<RoomNumber> rooms)
    {
        var dialogs = new List<DialogBody>();
        foreach (var room in rooms)
        {
            if (await stored.FindKeyAsync(room) is { } key)
            {
                dialogs.Add(new DialogBody(room.ToString(), [key.First.Name, key.Second.Name], null));
            }
        }

        return dialogs;
    }

    private static IEnumerable<SessionBody> Rows(string? node, IEnumerable<(Login Login, string SessionId)> sessions) =>
        sessions.Select(session => new SessionBody(session.SessionId, session.Login.Name, node));

    private static List<string> Names(IEnumerable<RoomNumber> rooms) => [.. rooms.Select(room => room.ToString())];
}

internal sealed record SessionBody(string Id, string Login, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node);

internal sealed record SessionsBody(
    IReadOnlyList<SessionBody> Sessions, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);

internal sealed record RoomsBody(
    IReadOnlyList<string> Rooms,
    int Count,
    IReadOnlyList<DialogBody> Dialogs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<NodeRoomsBody>? Nodes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);

/// <summary>A room by its two users.</summary>
internal sealed record DialogBody(string Room, IReadOnlyList<string> Logins, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node);

internal sealed record NodeRoomsBody(string Node, IReadOnlyList<string> Rooms, int Count);

/// <summary>The limits of each node.</summary>
internal sealed record NodeLimitsBody(
    IReadOnlyDictionary<string, Dictionary<string, string>> Nodes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);
