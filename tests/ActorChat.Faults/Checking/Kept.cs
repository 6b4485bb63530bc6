using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>The histories that are stored at the end, by room, number and id. Everything else is compared with them.</summary>
internal sealed class Kept
{
    private readonly Dictionary<string, IReadOnlyList<SeenMessage>> _rooms = [];
    private readonly Dictionary<string, SeenMessage> _byId = [];

    public long Count => _rooms.Values.Sum(messages => (long)messages.Count);

    public IEnumerable<(string Room, IReadOnlyList<SeenMessage> Messages)> Rooms => _rooms.Select(pair => (pair.Key, pair.Value));

    /// <summary>A room's history as read by the first user that was asked; another rule checks that the other user's is the same.</summary>
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

    /// <summary>The message with a number; null if there is none.</summary>
    public SeenMessage? At(string room, long seq) =>
        Of(room) is var messages && seq >= 1 && seq <= messages.Count && messages[(int)seq - 1] is var message && message.Seq == seq ? message : null;

    public IReadOnlyList<SeenMessage> Of(string room) => _rooms.GetValueOrDefault(room) ?? [];

    public long LastSeq(string room) => Of(room) is [.., var last] ? last.Seq : 0;
}
