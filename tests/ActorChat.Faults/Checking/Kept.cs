using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>The histories that are left at the end, by room, number and id: what everything else is compared with.</summary>
internal sealed class Kept
{
    private readonly Dictionary<string, IReadOnlyList<SeenMessage>> _rooms = [];
    private readonly Dictionary<string, SeenMessage> _byId = [];

    public long Count => _rooms.Values.Sum(messages => (long)messages.Count);

    public IEnumerable<(string Room, IReadOnlyList<SeenMessage> Messages)> Rooms => _rooms.Select(pair => (pair.Key, pair.Value));

    /// <summary>A room's history as the first user that was asked got it; that the other's is the same is a rule of its own.</summary>
    public static Kept From(RunHistory history)
    {
        var kept = new Kept();
        foreach (var room in history.Final)
        {
            if (!kept._rooms.TryAdd(room.Room, room.Messages))
            {
                continue;
            }

            foreach (var message in room.Messages)
            {
                kept._byId.TryAdd(message.Room + "/" + message.Id, message);
            }
        }

        return kept;
    }

    public SeenMessage? ById(string room, string id) => _byId.GetValueOrDefault(room + "/" + id);

    public IReadOnlyList<SeenMessage> Of(string room) => _rooms.GetValueOrDefault(room) ?? [];

    public long LastSeq(string room) => Of(room) is [.., var last] ? last.Seq : 0;
}
