using System.Collections.Immutable;
using System.Runtime.Serialization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public sealed class SerializerSpecs : IAsyncLifetime
{
    private static readonly RoomKey Other = RoomKey.Of(Login.FromStored("Ülo"), Bob);

    /// <summary>One event of every kind, in two rooms, from both sides: the contents of the stored sample of version 1. Never change it.</summary>
    private static readonly RoomBatch Sample = new(
        1_000_003,
        [
            new RoomOpened(AliceAndBob, Noon),
            new MessagePosted(AliceAndBob, new ChatMessage(AliceAndBob.Number, 1_000_001, 1, Alice, "hello – 😀\n", Noon + 1, "c-1"), 1),
            new RoomOpened(Other, Noon + 2),
            new MessagesRead(AliceAndBob, Bob, 0, 1, 0),
            new MessagePosted(Other, new ChatMessage(Other.Number, 1_000_002, 1, Bob, "no client id", Noon + 3, null), 7),
        ]);

    private readonly ActorSystem _system = ActorSystem.Create("serializer");
    private readonly ChatEventSerializer _serializer;

    public SerializerSpecs() => _serializer = new ChatEventSerializer((ExtendedActorSystem)_system);

    [Fact]
    public void A_batch_comes_back_as_it_was()
    {
        var back = (RoomBatch)_serializer.FromBinary(_serializer.ToBinary(Sample), _serializer.Manifest(Sample));
        Assert.Equal(Sample.NextId, back.NextId);
        Assert.Equal<RoomEvent>(Sample.Events, back.Events);
        Assert.Equal(Sample.Events.Select(happened => happened.Room.First.Name), back.Events.Select(happened => happened.Room.First.Name));
    }

    [Fact]
    public void A_stored_batch_of_version_1_stays_readable()
    {
        var stored = Convert.FromBase64String(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "batch-v1.txt")));
        var back = (RoomBatch)_serializer.FromBinary(stored, "batch-v1");
        Assert.Equal(Sample.NextId, back.NextId);
        Assert.Equal<RoomEvent>(Sample.Events, back.Events);
    }

    [Fact]
    public void A_batch_is_still_written_as_in_version_1() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "batch-v1.txt")).Trim(), Convert.ToBase64String(_serializer.ToBinary(Sample)));

    [Fact]
    public void An_opening_is_written_and_read_in_one_form()
    {
        var stored = Convert.FromBase64String("CAUgiQY=");
        var opening = new RoomBatch(5, ImmutableArray<RoomEvent>.Empty) { OpenedEpoch = 777 };
        Assert.Equal(stored, _serializer.ToBinary(opening));
        var back = (RoomBatch)_serializer.FromBinary(stored, "batch-v1");
        Assert.Equal((5, 777, 0), (back.NextId, back.OpenedEpoch, back.Events.Length));
    }

    [Fact]
    public void A_stored_erasure_stays_readable()
    {
        var stored = Convert.FromBase64String(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "batch-v1-erased.txt")));
        var back = (RoomBatch)_serializer.FromBinary(stored, "batch-v1");
        Assert.Equal<RoomEvent>([new AuthorErased(AliceAndBob, Bob, 17), new AuthorErased(Other, Bob, 300)], back.Events);
        Assert.Equal(stored, _serializer.ToBinary(back));
    }

    private static readonly RoomKey Pair = RoomKey.Of(Login.FromStored("Alice"), Login.FromStored("bob1"));

    /// <summary>What a message can become, and what else is not a message: the contents of the stored sample of changes. Never change it.</summary>
    private static readonly RoomBatch Changes = new(
        1_000_010,
        [
            new MessagePosted(AliceAndBob, new ChatMessage(AliceAndBob.Number, 1_000_009, 300, Bob, "an answer", Noon, null) { Details = new MessageDetails(17) }, 2),
            new MessageChanged(AliceAndBob, Alice, 1, Noon + 1, "edited – 😀", new MessageDetails(0) { Rev = 1, EditedAt = Noon + 1 }, "op-1"),
            new MessageChanged(AliceAndBob, Bob, 1, Noon + 2, null, new MessageDetails(0) { Rev = 2, EditedAt = Noon + 1, FirstReactions = ["👍"], SecondReactions = ["❤️", ":+1:"] }, null),
            new MessageChanged(AliceAndBob, Bob, 300, Noon + 3, "", new MessageDetails(17) { Rev = 300, DeletedAt = Noon + 3 }, null),
            new MessagesRead(AliceAndBob, Bob, 0, 1, 0) { Time = Noon + 4 },
            new MessagesDelivered(AliceAndBob, Alice, 300, Noon + 5),
            new CompanionBlocked(Other, Bob, true, Noon + 6),
            new CompanionBlocked(Other, Other.Second, false, Noon + 7),
            new AuthorErased(Other, Bob, 5) { Time = Noon + 8 },
        ]);

    [Fact]
    public void Stored_changes_stay_readable_and_are_written_in_one_form()
    {
        var stored = Convert.FromBase64String(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "batch-v1-changes.txt")));
        var back = (RoomBatch)_serializer.FromBinary(stored, "batch-v1");
        Assert.Equal<RoomEvent>(Changes.Events, back.Events);
        Assert.Equal(Convert.ToBase64String(stored), Convert.ToBase64String(_serializer.ToBinary(Changes)));
    }

    [Fact]
    public void An_operation_that_changed_nothing_is_written_and_read_in_one_form()
    {
        var stored = Convert.FromBase64String("CAESDQoFQWxpY2USBGJvYjEaEAgKGAEgBTADagYIBzoCb3AaDAgKIAYwAWoEOgJvcA==");
        var batch = new RoomBatch(1, [new OperationKept(Pair, Pair.Second, "op", 3, 7, 5), new OperationKept(Pair, Pair.First, "op", 1, 0, 6)]);
        Assert.Equal(Convert.ToBase64String(stored), Convert.ToBase64String(_serializer.ToBinary(batch)));
        Assert.Equal<RoomEvent>(batch.Events, ((RoomBatch)_serializer.FromBinary(stored, "batch-v1")).Events);
    }

    [Fact]
    public void What_was_kept_long_enough_and_how_long_is_written_and_read_in_one_form()
    {
        var stored = Convert.FromBase64String("CAESDQoFQWxpY2USBGJvYjEaBggIIAVYCRoGCAkgBngHGgQICSAH");
        var batch = new RoomBatch(1, [new MessagesExpired(Pair, 9, 5), new RetentionSet(Pair, 7, 6), new RetentionSet(Pair, null, 7)]);
        Assert.Equal(Convert.ToBase64String(stored), Convert.ToBase64String(_serializer.ToBinary(batch)));
        Assert.Equal<RoomEvent>(batch.Events, ((RoomBatch)_serializer.FromBinary(stored, "batch-v1")).Events);
    }

    [Fact]
    public void A_message_without_an_answers_reference_comes_back_without_details() =>
        Assert.All(((RoomBatch)_serializer.FromBinary(_serializer.ToBinary(Sample), "batch-v1")).Events.OfType<MessagePosted>(), posted => Assert.Null(posted.Message.Details));

    [Fact]
    public void A_room_is_written_once_in_a_batch_however_many_events_it_has()
    {
        int SizeOf(int events) => _serializer.ToBinary(new RoomBatch(1, [.. Enumerable.Range(1, events).Select(seq => (RoomEvent)Posted(seq, text: ""))])).Length;
        var room = AliceAndBob.Token.Length;
        Assert.True(SizeOf(100) - SizeOf(50) < 50 * (room + 10));
    }

    [Fact]
    public void An_event_of_a_later_version_is_refused_with_its_manifest()
    {
        var refusal = Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "batch-v2"));
        Assert.Contains("batch-v2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_batch_is_a_batch() =>
        Assert.Equal(5, ((RoomBatch)_serializer.FromBinary(_serializer.ToBinary(new RoomBatch(5, ImmutableArray<RoomEvent>.Empty)), "batch-v1")).NextId);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();
}
