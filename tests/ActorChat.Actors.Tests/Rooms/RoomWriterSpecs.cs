using ActorChat.Actors.Rooms;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomWriterSpecs : ActorSpec
{
    private readonly TestProbe _asked;
    private readonly TestProbe _room;
    private readonly AppendBudget _budget = new(1000);
    private MessageIds _ids = new(0, 1);
    private long _lastSeq;

    public RoomWriterSpecs()
    {
        _asked = CreateTestProbe("asked");
        _room = CreateTestProbe("room");
        Journal.Listener = _asked;
    }

    [Fact]
    public async Task All_appends_during_one_write_become_one_journal_event()
    {
        var writer = await StartAsync();
        Journal.Writes.Shut();
        Append(writer, 1);
        Assert.Equal(1, Count(await WriteAsync()));
        var other = CreateTestProbe();
        Append(writer, 2);
        writer.Tell(new WriterCommands.Append(new RoomOpened(AliceAndBob, Noon), Posted(1)), other);
        await SettledAsync(writer);
        Assert.Empty(await AllBeforeAsync(_room, "end"));

        Journal.Writes.Open();
        var second = await WriteAsync();
        Assert.Equal((2L, 4), (second.SequenceNr, Count(second)));
        Assert.Equal([(0, 1), (0, 1), (1, 1)], await AppendedAsync(3));
        var appended = await other.ExpectMsgAsync<WriterCommands.Appended>();
        Assert.Equal((2, 2), (appended.From, appended.Count));
        Assert.IsType<RoomOpened>(appended.Batch.Events[2]);
    }

    [Fact]
    public async Task No_journal_event_holds_more_than_a_batch_and_nothing_is_left_over()
    {
        var writer = await StartAsync(Rooms with { MaxBatch = 2 });
        Journal.Writes.Shut();
        Append(writer, 6);
        await SettledAsync(writer);
        Journal.Writes.Open();
        await AppendedAsync(6);
        var writes = (await AllBeforeAsync(_asked, "end")).Cast<JournalControl.WriteAsked>().ToList();
        Assert.All(writes, write => Assert.InRange(Count(write), 1, 2));
        Assert.Equal(6, writes.Sum(Count));
    }

    [Fact]
    public async Task A_pair_of_events_is_never_torn_apart()
    {
        var writer = await StartAsync(Rooms with { MaxBatch = 1 });
        writer.Tell(new WriterCommands.Append(new RoomOpened(AliceAndBob, Noon), Posted(1)), _room);
        Assert.Equal(2, Count(await WriteAsync()));
    }

    [Fact]
    public async Task Ids_grow_and_never_meet_those_of_another_partition()
    {
        var writer = await StartAsync(Rooms with { Partitions = 4 }, partition: 3);
        Append(writer, 5);
        await AppendedAsync(5);
        var ids = Tables.MessagesOf(AliceAndBob).Select(message => message.Id).ToList();
        Assert.Equal(5, ids.Count);
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.All(ids, id => Assert.Equal(3, id % 4));
    }

    [Fact]
    public async Task A_new_writer_continues_with_ids_after_the_last_ones()
    {
        var writer = await StartAsync();
        Append(writer, 3);
        await AppendedAsync(3);
        await StopAsync(writer);
        writer = await StartAsync(offset: 3);
        Append(writer, 1);
        await AppendedAsync(1);
        var ids = Tables.MessagesOf(AliceAndBob).Select(message => message.Id).ToList();
        Assert.Equal(4, ids.Count);
        Assert.Equal(ids.Order().Distinct(), ids);
    }

    [Fact]
    public async Task A_new_writer_replays_exactly_what_the_tables_lack_before_it_opens()
    {
        var writer = await StartAsync();
        for (var i = 0; i < 4; i++)
        {
            Append(writer, 1);
            await AppendedAsync(1);
        }

        await StopAsync(writer);
        var before = Tables.AllHandedOver.Count;
        Tables.HoldProjections();
        writer = ChildActorOf(RoomWriter.Props(0, 2, Tables, _budget, _ids, Rooms, Clock));
        await AwaitAssertAsync(() => Assert.Equal(before + 2, Tables.AllHandedOver.Count));
        Assert.Equal([(0, 3L), (0, 4L)], Tables.AllHandedOver.Skip(before));
        await SettledAsync(writer);
        Assert.False(HasMessages, "open before the tables have the journal's tail");
        Tables.LetProjectionsGoOn();
        await ExpectMsgAsync<WriterCommands.WriterReady>();
    }

    [Fact]
    public async Task Nothing_is_replayed_where_the_tables_lack_nothing()
    {
        var writer = await StartAsync();
        Append(writer, 1);
        await AppendedAsync(1);
        await StopAsync(writer);
        await StartAsync(offset: 1);
        Assert.Single(Tables.AllHandedOver);
    }

    [Fact]
    public async Task The_journal_is_trimmed_only_up_to_what_the_tables_hold_safely()
    {
        Tables.MakeDurableOnlyUpTo(0, 2);
        var writer = await StartAsync(Rooms with { TrimEveryEvents = 4 });
        await AppendOneByOneAsync(writer, 4);
        Assert.Equal(2, (await FishAsync<JournalControl.DeleteAsked>(_asked)).UpTo);
    }

    [Fact]
    public async Task The_last_journal_event_is_never_trimmed_and_numbers_continue_from_it()
    {
        var writer = await StartAsync(Rooms with { TrimEveryEvents = 3 });
        await AppendOneByOneAsync(writer, 3);
        Assert.Equal(2, (await FishAsync<JournalControl.DeleteAsked>(_asked)).UpTo);
        await AwaitAssertAsync(() => Assert.Equal([3L], Journal.Stored[RoomWriter.PersistenceIdOf(0)].Keys.ToArray()));
        await StopAsync(writer);

        writer = await StartAsync(offset: 3);
        Append(writer, 1);
        Assert.Equal(4, (await FishAsync<JournalControl.WriteAsked>(_asked)).SequenceNr);
        await AppendedAsync(1);
        Assert.Equal(4, Tables.MessagesOf(AliceAndBob).Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task If_nothing_is_safe_nothing_is_trimmed()
    {
        Tables.MakeDurableOnlyUpTo(0, 0);
        var writer = await StartAsync(Rooms with { TrimEveryEvents = 1 });
        await AppendOneByOneAsync(writer, 3);
        await SettledAsync(writer);
        Assert.DoesNotContain(await AllBeforeAsync(_asked, "end"), asked => asked is JournalControl.DeleteAsked);
    }

    [Fact]
    public async Task A_failing_trim_is_tried_again_later_and_the_writer_continues()
    {
        Tables.Durability.FailWith(new IOException("disk"));
        var writer = await StartAsync(Rooms with { TrimEveryEvents = 2 });
        await EventFilter.Warning(contains: "could not be trimmed").ExpectOneAsync(() => AppendOneByOneAsync(writer, 2));
        Tables.Durability.FailWith(null);
        await AppendOneByOneAsync(writer, 2);
        Assert.Equal(3, (await FishAsync<JournalControl.DeleteAsked>(_asked)).UpTo);
    }

    [Fact]
    public async Task An_emptied_journal_holds_no_earlier_event_and_ids_continue()
    {
        var writer = await StartAsync();
        await AppendOneByOneAsync(writer, 3);
        writer.Tell(WriterCommands.Empty.Instance, TestActor);
        await ExpectMsgAsync<WriterCommands.Emptied>();
        await AwaitAssertAsync(() => Assert.Equal([4L], Journal.Stored[RoomWriter.PersistenceIdOf(0)].Keys.ToArray()));
        await StopAsync(writer);

        writer = await StartAsync(offset: 4);
        Append(writer, 1);
        await AppendedAsync(1);
        Assert.Equal(4, Tables.MessagesOf(AliceAndBob).Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_journal_without_events_is_empty_at_once()
    {
        var writer = await StartAsync();
        writer.Tell(WriterCommands.Empty.Instance, TestActor);
        await ExpectMsgAsync<WriterCommands.Emptied>();
        writer.Tell(WriterCommands.Empty.Instance, TestActor);
        await ExpectMsgAsync<WriterCommands.Emptied>();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_emptied_is_reported_and_can_be_emptied_later()
    {
        var writer = await StartAsync();
        await AppendOneByOneAsync(writer, 1);
        Tables.Durability.FailWith(new IOException("disk"));
        writer.Tell(WriterCommands.Empty.Instance, TestActor);
        await ExpectMsgAsync<Status.Failure>();
        Tables.Durability.FailWith(null);
        writer.Tell(WriterCommands.Empty.Instance, TestActor);
        await ExpectMsgAsync<WriterCommands.Emptied>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_or_rejected_write_ends_the_writer_and_tells_no_room_that_it_is_done(bool rejected)
    {
        var writer = await StartAsync();
        Watch(writer);
        Journal.RejectNext = rejected;
        Journal.Writes.FailWith(rejected ? null : new IOException("disk full"));
        Append(writer, 1);
        await ExpectTerminatedAsync(writer);
        Assert.Empty(await AllBeforeAsync(_room, "end"));
        Assert.Empty(Tables.AllHandedOver);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_replayed_ends_the_writer()
    {
        var writer = await StartAsync();
        Append(writer, 1);
        await AppendedAsync(1);
        await StopAsync(writer);
        Journal.Replays.FailWith(new IOException("disk"));
        await ExpectTerminatedAsync(Watch(ChildActorOf(RoomWriter.Props(0, 0, Tables, _budget, _ids, Rooms, Clock))));
    }

    [Fact]
    public async Task A_room_that_loads_sees_all_that_was_appended_before()
    {
        var writer = await StartAsync();
        Journal.Writes.Shut();
        Append(writer, 1);
        await WriteAsync();
        Append(writer, 1);
        var loader = CreateTestProbe();
        writer.Tell(new WriterCommands.Load(AliceAndBob.Number), loader);
        await SettledAsync(writer);
        Assert.Empty(await AllBeforeAsync(loader, "end"));
        Journal.Writes.Open();
        Assert.Equal(2, (await loader.ExpectMsgAsync<WriterCommands.Loaded>()).Room?.LastSeq);
    }

    [Fact]
    public async Task A_room_that_nobody_opened_is_loaded_as_missing()
    {
        var writer = await StartAsync();
        writer.Tell(new WriterCommands.Load(AliceAndBob.Number), _room);
        Assert.Null((await _room.ExpectMsgAsync<WriterCommands.Loaded>()).Room);
    }

    [Fact]
    public async Task The_writer_waits_for_tables_that_lag_too_far_behind()
    {
        var writer = await StartAsync(Rooms with { MaxUnprojectedBatches = 1 });
        Tables.HoldProjections();
        Append(writer, 1);
        await AppendedAsync(1);
        Append(writer, 1);
        await SettledAsync(writer);
        Assert.Single((await AllBeforeAsync(_asked, "end")).OfType<JournalControl.WriteAsked>());
        Tables.LetProjectionsGoOn();
        await AppendedAsync(1);
    }

    [Fact]
    public async Task The_event_of_an_opening_follows_the_replay_and_comes_before_everything_else()
    {
        var writer = await StartAsync();
        Append(writer, 2);
        await AppendedAsync(2);
        await StopAsync(writer);
        var last = Journal.Stored[RoomWriter.PersistenceIdOf(0)].Keys.Max();

        Tables.HoldProjections();
        writer = ChildActorOf(RoomWriter.Props(0, last, Tables, _budget, _ids, Rooms, Clock, openedEpoch: 7));
        Append(writer, 1);
        var opening = await FishAsync<JournalControl.WriteAsked>(_asked, write => write.SequenceNr > last);
        Assert.Equal((last + 1, (long?)7, 0), (opening.SequenceNr, ((RoomBatch)opening.Payload).OpenedEpoch, Count(opening)));
        await SettledAsync(writer);
        Assert.False(HasMessages, "open before the tables have the opening");
        Tables.LetProjectionsGoOn();
        await ExpectMsgAsync<WriterCommands.WriterReady>();
        Assert.Equal(last + 2, (await WriteAsync()).SequenceNr);
        await AppendedAsync(1);
    }

    [Fact]
    public async Task An_opening_that_cannot_be_written_ends_the_writer()
    {
        Journal.Writes.FailWith(new IOException("the number is taken"));
        await ExpectTerminatedAsync(Watch(ChildActorOf(RoomWriter.Props(0, 0, Tables, _budget, _ids, Rooms, Clock, openedEpoch: 7))));
        Assert.Empty(Tables.AllHandedOver);
    }

    [Fact]
    public async Task A_writer_whose_tables_another_process_has_written_ends()
    {
        var writer = Watch(await StartAsync());
        writer.Tell(ProjectionLost.Instance);
        await ExpectTerminatedAsync(writer);
    }

    [Fact]
    public async Task A_persisted_event_is_returned_to_the_budget()
    {
        var writer = await StartAsync();
        Assert.True(_budget.TryTake(2));
        Append(writer, 2);
        await AppendedAsync(2);
        Assert.Equal(0, _budget.Taken);
    }

    private async Task<IActorRef> StartAsync(RoomSettings? settings = null, int partition = 0, long offset = 0)
    {
        _ids = new MessageIds(partition, (settings ?? Rooms).Partitions);
        var writer = ChildActorOf(RoomWriter.Props(partition, offset, Tables, _budget, _ids, settings ?? Rooms, Clock));
        await ExpectMsgAsync<WriterCommands.WriterReady>();
        return writer;
    }

    private async Task StopAsync(IActorRef writer)
    {
        Watch(writer);
        Sys.Stop(writer);
        await ExpectTerminatedAsync(writer);
    }

    /// <summary>The writer has handled everything sent to it before.</summary>
    private static async Task SettledAsync(IActorRef writer) => await writer.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(60));

    private MessagePosted Posted(long seq) => new(AliceAndBob, AMessage(seq) with { Id = _ids.Take() }, 0);

    private void Append(IActorRef writer, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            writer.Tell(new WriterCommands.Append(Posted(++_lastSeq), null), _room);
        }
    }

    private async Task AppendOneByOneAsync(IActorRef writer, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            Append(writer, 1);
            await AppendedAsync(1);
        }
    }

    private async Task<List<(int From, int Count)>> AppendedAsync(int times)
    {
        var appended = new List<(int, int)>();
        for (var i = 0; i < times; i++)
        {
            var next = await _room.ExpectMsgAsync<WriterCommands.Appended>();
            appended.Add((next.From, next.Count));
        }

        return appended;
    }

    private async Task<JournalControl.WriteAsked> WriteAsync() => await _asked.ExpectMsgAsync<JournalControl.WriteAsked>();

    private static int Count(JournalControl.WriteAsked write) => ((RoomBatch)write.Payload).Events.Length;
}
