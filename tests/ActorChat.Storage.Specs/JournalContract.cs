using System.Collections.Immutable;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using Akka.Actor;
using Akka.Persistence;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>
/// The journal as Akka.Persistence uses it: written events are replayed, within any bounds; deleted ones are not. Of Akka.Persistence's own tests those about
/// snapshots are left out, because no writer takes any, and those about payloads of other types, because it holds only batches.
/// </summary>
public abstract class JournalContract : EngineSpecs
{
    private const string Stream = "stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Persisted_events_are_there_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            var writer = first.System.ActorOf(Props.Create<Recorder>());
            for (var seq = 1; seq <= 3; seq++)
            {
                Assert.Equal(seq, await writer.Ask<long>(Batch(Posted(seq, text: $"text {seq}")), TimeSpan.FromSeconds(60)));
            }
        }

        await using var second = await StartAsync();
        var recovered = await second.System.ActorOf(Props.Create<Recorder>()).Ask<IReadOnlyList<RoomBatch>>("recovered", TimeSpan.FromSeconds(60));
        Assert.Equal(["text 1", "text 2", "text 3"], recovered.SelectMany(batch => batch.Events).Cast<MessagePosted>().Select(posted => posted.Message.Text));
    }

    [Fact]
    public async Task A_text_that_its_own_batch_replaces_is_never_written()
    {
        var batch = Batch(
            Posted(1, text: "former"), Posted(2, text: "stays"), Changed(1, 1, "former too"), Posted(3, text: "was"), Changed(1, 2, ""), Changed(2, 3), Changed(3, 4, "is"), Changed(3, 5));
        await using (var first = await StartAsync())
        {
            await first.System.ActorOf(Props.Create<Recorder>()).Ask<long>(batch, Patience);
        }

        await using var second = await StartAsync();
        var recovered = Assert.Single(await second.System.ActorOf(Props.Create<Recorder>()).Ask<IReadOnlyList<RoomBatch>>("recovered", Patience));
        Assert.Equal(
            ["", "stays", null, "", "", null, "is", null],
            recovered.Events.Select(happened => happened is MessagePosted posted ? posted.Message.Text : ((MessageChanged)happened).Text));
        Assert.Equal(batch.Events.OfType<MessageChanged>().Select(changed => changed.Details), recovered.Events.OfType<MessageChanged>().Select(changed => changed.Details));
    }

    [Fact]
    public async Task A_trimmed_journal_keeps_its_tail_and_its_numbers()
    {
        await using (var first = await StartAsync())
        {
            var writer = first.System.ActorOf(Props.Create<Recorder>());
            for (var seq = 1; seq <= 5; seq++)
            {
                await writer.Ask<long>(Batch(Posted(seq)), TimeSpan.FromSeconds(60));
            }

            await writer.Ask<DeleteMessagesSuccess>(new Recorder.Trim(3), TimeSpan.FromSeconds(60));
        }

        await using var second = await StartAsync();
        var again = second.System.ActorOf(Props.Create<Recorder>());
        Assert.Equal(2, (await again.Ask<IReadOnlyList<RoomBatch>>("recovered", TimeSpan.FromSeconds(60))).Count);
        Assert.Equal(6, await again.Ask<long>(Batch(Posted(6)), TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, 1, 5)]
    [InlineData(3, long.MaxValue, long.MaxValue, 3, 5)]
    [InlineData(1, 3, long.MaxValue, 1, 3)]
    [InlineData(1, 6, long.MaxValue, 1, 5)]
    [InlineData(2, 4, long.MaxValue, 2, 4)]
    [InlineData(2, 5, 2, 2, 3)]
    [InlineData(1, long.MaxValue, 3, 1, 3)]
    [InlineData(3, 3, long.MaxValue, 3, 3)]
    [InlineData(2, 4, 1, 2, 2)]
    [InlineData(2, 4, 0, 1, 0)]
    [InlineData(3, 2, long.MaxValue, 1, 0)]
    public async Task A_replay_gives_the_events_within_its_bounds_in_order_and_the_highest_number(long from, long to, long max, int first, int last)
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, Stream, 1, 5);
        await WriteAsync(storage, "another", 1, 2);
        var (replayed, highest) = await ReplayAsync(storage, Stream, from, to, max);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(number => (long)number), replayed.Select(one => one.SequenceNr));
        Assert.All(replayed, one => Assert.Equal($"text {one.SequenceNr}", ((MessagePosted)((RoomBatch)one.Payload).Events[0]).Message.Text));
        Assert.All(replayed, one => Assert.Equal((Stream, false), (one.PersistenceId, one.IsDeleted)));
        Assert.Equal(5, highest);
    }

    [Fact]
    public async Task A_stream_that_nobody_wrote_has_no_events_and_no_number()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, "another", 1, 2);
        var (replayed, highest) = await ReplayAsync(storage, Stream, 1, long.MaxValue, long.MaxValue);
        Assert.Empty(replayed);
        Assert.Equal(0, highest);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, 0)]
    [InlineData(long.MaxValue, 0)]
    public async Task Deleted_events_are_never_replayed_and_the_numbers_go_on(long upTo, int left)
    {
        await using (var storage = await StartAsync())
        {
            await WriteAsync(storage, Stream, 1, 5);
            await DeleteAsync(storage, Stream, upTo);
            await AssertLeftAsync(storage);
        }

        await using var again = await StartAsync();
        await AssertLeftAsync(again);

        async Task AssertLeftAsync(OpenStorage storage)
        {
            var (replayed, highest) = await ReplayAsync(storage, Stream, 1, long.MaxValue, long.MaxValue);
            Assert.Equal(Enumerable.Range(6 - left, left).Select(number => (long)number), replayed.Select(one => one.SequenceNr));
            Assert.Equal(5, highest);
        }
    }

    [Fact]
    public async Task A_write_of_several_events_is_stored_as_a_whole_or_not_at_all()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, Stream, 3, 1);
        var taken = Enumerable.Range(1, 4).Select(number => new JournalRecord(Stream, number, 0, [1], "m", 1, "w")).ToList();
        await Assert.ThrowsAsync<StorageFailedException>(() => storage.Engine.Journal.AppendAsync(taken));
        var (replayed, _) = await ReplayAsync(storage, Stream, 1, long.MaxValue, long.MaxValue);
        Assert.Equal([3], replayed.Select(one => one.SequenceNr));
    }

    [Fact]
    public async Task A_replay_waits_for_appends_that_are_not_answered_yet()
    {
        await using var storage = await StartAsync();
        await ReplayAsync(storage, Stream, 1, long.MaxValue, 0);
        for (var first = 1; first <= 500; first += 100)
        {
            var append = storage.Engine.Journal.AppendAsync([.. Enumerable.Range(first, 100).Select(number => new JournalRecord(Stream, number, 0, new byte[10_000], "m", 1, "w"))]);
            var (_, highest) = await ReplayAsync(storage, Stream, 1, long.MaxValue, 0);
            Assert.Equal(first + 99, highest);
            await append;
        }
    }

    private static IActorRef JournalOf(OpenStorage storage) => Persistence.Instance.Apply(storage.System).JournalFor(null);

    private static async Task WriteAsync(OpenStorage storage, string stream, long from, int count)
    {
        using var asker = Inbox.Create(storage.System);
        var writes = Enumerable.Range(0, count).Select(i => new AtomicWrite(ImmutableList.Create<IPersistentRepresentation>(
            new Persistent(Batch(Posted(from + i, text: $"text {from + i}")), from + i, stream, "", writerGuid: "writer"))));
        JournalOf(storage).Tell(new WriteMessages(writes, asker.Receiver, 1), asker.Receiver);
        Assert.IsType<WriteMessagesSuccessful>(await asker.ReceiveAsync(Patience));
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(from + i, Assert.IsType<WriteMessageSuccess>(await asker.ReceiveAsync(Patience)).Persistent.SequenceNr);
        }
    }

    private static async Task DeleteAsync(OpenStorage storage, string stream, long upTo)
    {
        using var asker = Inbox.Create(storage.System);
        JournalOf(storage).Tell(new DeleteMessagesTo(stream, upTo, asker.Receiver), asker.Receiver);
        Assert.Equal(upTo, Assert.IsType<DeleteMessagesSuccess>(await asker.ReceiveAsync(Patience)).ToSequenceNr);
    }

    private static async Task<(List<IPersistentRepresentation> Replayed, long Highest)> ReplayAsync(OpenStorage storage, string stream, long from, long to, long max)
    {
        using var asker = Inbox.Create(storage.System);
        JournalOf(storage).Tell(new ReplayMessages(from, to, max, stream, asker.Receiver), asker.Receiver);
        var replayed = new List<IPersistentRepresentation>();
        while (true)
        {
            switch (await asker.ReceiveAsync(Patience))
            {
                case ReplayedMessage one:
                    replayed.Add(one.Persistent);
                    break;
                case RecoverySuccess done:
                    return (replayed, done.HighestSequenceNr);
                case var other:
                    Assert.Fail($"unexpected: {other}");
                    break;
            }
        }
    }
}
