using System.Collections.Immutable;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Specs;

/// <summary>Test data with sensible defaults.</summary>
public static class Build
{
    public const long Noon = 1_795_348_560_123;

    public static readonly Login Alice = Login.FromStored("Alice");
    public static readonly Login Bob = Login.FromStored("bob");
    public static readonly RoomKey AliceAndBob = RoomKey.Of(Alice, Bob);

    public static MessagePosted Posted(long seq, Login? author = null, string text = "hello", string? clientId = null, long unread = 1, RoomKey? room = null, long? id = null)
    {
        var key = room ?? AliceAndBob;
        return new MessagePosted(key, new ChatMessage(key.Number, id ?? seq, seq, author ?? key.First, text, Noon + seq, clientId), unread);
    }

    public static RoomOpened Opened(RoomKey? room = null) => new(room ?? AliceAndBob, Noon);

    /// <summary>A message that is edited, or whose details change if there is no text.</summary>
    public static MessageChanged Changed(long seq, long rev, string? text = null, Login? by = null, MessageDetails? details = null, string? operationId = null, RoomKey? room = null)
    {
        var key = room ?? AliceAndBob;
        var time = Noon + 1000 + rev;
        return new MessageChanged(key, by ?? key.First, seq, time, text, (details ?? new MessageDetails(0) { EditedAt = text is null ? 0 : time }) with { Rev = rev }, operationId);
    }

    public static RoomBatch Batch(params RoomEvent[] events) => new(1 + events.OfType<MessagePosted>().Select(posted => posted.Message.Id).DefaultIfEmpty().Max(), [.. events]);

    /// <summary>A partition's journal: the dialog opened, messages from both sides, and read markers now and then.</summary>
    public static IReadOnlyList<RoomBatch> Dialog(RoomKey room, int messages, long firstId = 1)
    {
        var batches = new List<RoomBatch> { Batch(Opened(room)) };
        var markers = new Dictionary<Login, long>();
        for (var seq = 1; seq <= messages; seq++)
        {
            var author = seq % 3 == 0 ? room.Second : room.First;
            var reader = room.CompanionOf(author);
            var events = ImmutableArray.Create<RoomEvent>(Posted(seq, author, $"message {seq}", seq % 2 == 0 ? $"client-{seq}" : null, unread: 1, room, firstId + seq));
            if (seq % 5 == 0)
            {
                events = events.Add(new MessagesRead(room, reader, markers.GetValueOrDefault(reader), seq, 0));
                markers[reader] = seq;
            }

            batches.Add(new RoomBatch(firstId + seq + 1, events));
        }

        return batches;
    }
}
