using System.Globalization;
using ActorChat.Actors.Rooms;

namespace ActorChat.DataSet;

/// <summary>
/// The events in the dialogs of one partition, in order. In each round every dialog gets a message, so the messages of one dialog are as far apart as in a
/// busy server.
/// </summary>
internal sealed class EventSource(DataSetOptions options, IReadOnlyList<RoomKey> rooms, RoomKey? longRoom, long start)
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 997).Select(number => string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog ", 5))[..(20 + (number % 160))])];

    public IEnumerable<RoomEvent> Events()
    {
        var rounds = options.Messages / options.Rooms;
        var rest = options.Messages % options.Rooms;
        foreach (var room in rooms)
        {
            yield return new RoomOpened(room, start);
        }

        for (var seq = 1L; seq <= rounds + 1; seq++)
        {
            // The remainder goes to the first rooms of each partition.
            var count = seq <= rounds ? rooms.Count : (int)(rest * rooms.Count / options.Rooms);
            for (var room = 0; room < count; room++)
            {
                yield return Post(rooms[room], seq);
            }
        }

        for (var room = 0; room < (int)(rooms.Count * options.ReadShare) && rounds > 0; room++)
        {
            yield return new MessagesRead(rooms[room], rooms[room].First, 0, rounds, 0);
        }

        if (longRoom is not null)
        {
            yield return new RoomOpened(longRoom, start);
            for (var seq = 1L; seq <= options.LongRoom; seq++)
            {
                yield return Post(longRoom, seq);
            }
        }
    }

    /// <summary>The two users take turns, and the first begins; nobody has read anything yet.</summary>
    private MessagePosted Post(RoomKey room, long seq)
    {
        var author = seq % 2 == 1 ? room.First : room.Second;
        var clientId = options.ClientIds ? "m-" + seq.ToString(CultureInfo.InvariantCulture) : null;
        var text = Texts[(int)((seq + (uint)room.GetHashCode()) % Texts.Length)];
        return new MessagePosted(room, new ChatMessage(room.Number, 0, seq, author, text, start + seq, clientId), (seq + 1) / 2);
    }
}
