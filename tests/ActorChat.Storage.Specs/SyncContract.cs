using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>What happened in a user's rooms since a cursor: every room, each once, however many pages, and whatever is written meanwhile.</summary>
public abstract class SyncContract : EngineSpecs
{
    private const int Partitions = 4;

    private readonly ProjectionPlanner _planner = new();
    private readonly long[] _ends = new long[Partitions];
    private long _lastId;

    [Fact]
    public async Task A_user_without_rooms_is_complete_at_once_and_gets_a_cursor()
    {
        await using var storage = await StartAsync();
        var page = await SyncAsync(storage, Alice, null);
        Assert.Equal((0, true, false), (page.Rooms.Count, page.Complete, page.Reset));
        Assert.True((await SyncAsync(storage, Alice, page.Cursor)).Complete);
    }

    [Fact]
    public async Task A_room_comes_with_its_present_state_to_both_users_and_to_no_one_else()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, (0, [Opened(), Posted(1, Alice), Posted(2, Bob), Changed(1, 1, "edited"), new MessagesDelivered(AliceAndBob, Bob, 1, Noon)]));
        foreach (var user in new[] { Alice, Bob })
        {
            var room = Assert.Single((await SyncAsync(storage, user, null)).Rooms);
            Assert.Equal((AliceAndBob, 2L, 1L, 2L), (room.Key, room.LastSeq, room.Rev, room.Last!.Seq));
            Assert.Equal((new MemberStanding(0, 1), new MemberStanding(0, 1) { DeliveredUpTo = 1 }), (room.First, room.Second));
        }

        Assert.Empty((await SyncAsync(storage, Login.FromStored("carol"), null)).Rooms);
    }

    [Fact]
    public async Task After_a_complete_page_only_rooms_come_in_which_something_happened()
    {
        await using var storage = await StartAsync();
        var rooms = RoomsOf(Alice, 8);
        await OpenAllAsync(storage, rooms);
        var cursor = (await SyncAsync(storage, Alice, null)).Cursor;
        Assert.Empty((await SyncAsync(storage, Alice, cursor)).Rooms);

        await WriteAsync(storage, (0, [NextPost(rooms[0], 2)]), (1, [new MessagesRead(rooms[1], Alice, 0, 1, 0) { Time = Noon }]), (2, [Changed(1, 1, "edited", room: rooms[2], by: rooms[2].Second)]));
        await WriteAsync(storage, (3, [new MessagesDelivered(rooms[3], Alice, 1, Noon)]), (0, [new AuthorErased(rooms[4], rooms[4].Second, 1) { Time = Noon }]));
        var page = await SyncAsync(storage, Alice, cursor);
        Assert.Equal(rooms[..5].ToHashSet(), page.Rooms.Select(room => room.Key).ToHashSet());
        Assert.Empty((await SyncAsync(storage, Alice, page.Cursor)).Rooms);
    }

    [Fact]
    public async Task A_block_is_nothing_that_happens()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, (0, [Opened(), Posted(1)]));
        var cursor = (await SyncAsync(storage, Alice, null)).Cursor;
        await WriteAsync(storage, (0, [new CompanionBlocked(AliceAndBob, Bob, true, Noon)]), (1, [new CompanionBlocked(RoomKey.Of(Alice, Login.FromStored("x")), Alice, true, Noon)]));
        Assert.Empty((await SyncAsync(storage, Alice, cursor)).Rooms);
    }

    [Fact]
    public async Task The_oldest_happening_comes_first_within_a_partition_and_between_them()
    {
        await using var storage = await StartAsync();
        var rooms = RoomsOf(Alice, 40);
        var order = Enumerable.Range(0, 40).OrderBy(i => i * 17 % 40).ToList();
        for (var time = 0; time < order.Count; time++)
        {
            var room = rooms[order[time]];
            await WriteAsync(storage, (order[time] % Partitions, [new RoomOpened(room, Noon + time)]));
        }

        Assert.Equal(order.Select(i => rooms[i]), (await AllAsync(storage, Alice, null, 7)).Rooms.Select(room => room.Key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_of_any_size_make_up_the_whole(int limit)
    {
        await using var storage = await StartAsync();
        var rooms = RoomsOf(Alice, 50);
        await OpenAllAsync(storage, rooms);
        var whole = await SyncAsync(storage, Alice, null);
        var (paged, cursor) = await AllAsync(storage, Alice, null, limit);
        Assert.Equal(whole.Rooms, paged);
        Assert.Equal((rooms.Count, whole.Cursor), (paged.Count, cursor));
    }

    [Fact]
    public async Task A_page_of_long_messages_is_shorter_and_the_next_ones_follow_without_a_gap()
    {
        await using var storage = await StartAsync("limits.page-bytes = 16KiB");
        var rooms = RoomsOf(Alice, 12);
        await WriteAsync(storage, [.. rooms.Select((room, i) => (i % Partitions, new RoomEvent[] { Opened(room), Posted(1, room.Second, new string('x', 4000), room: room, id: ++_lastId) }))]);
        var first = await SyncAsync(storage, Alice, null);
        Assert.True(first.Rooms.Count is > 0 and < 5 && !first.Complete);
        Assert.Equal(rooms.ToHashSet(), (await AllAsync(storage, Alice, null, 100)).Rooms.Select(room => room.Key).ToHashSet());
    }

    [Fact]
    public async Task Ten_thousand_rooms_come_page_by_page_each_once_and_later_only_those_that_changed()
    {
        await using var storage = await StartAsync();
        var rooms = RoomsOf(Alice, 10_000);
        await OpenAllAsync(storage, rooms);
        var (all, cursor) = await AllAsync(storage, Alice, null, 500);
        Assert.Equal(10_000, all.Count);
        Assert.Equal(10_000, all.DistinctBy(room => room.Key).Count());

        var changed = Enumerable.Range(0, 20).Select(i => i * 499).ToList();
        await WriteAsync(storage, [.. changed.Select(i => (i % Partitions, new RoomEvent[] { NextPost(rooms[i], 2) }))]);
        Assert.Equal(changed.Select(i => rooms[i]).ToHashSet(), (await AllAsync(storage, Alice, cursor, 7)).Rooms.Select(room => room.Key).ToHashSet());
    }

    [Fact]
    public async Task The_same_journals_give_the_same_pages_and_cursors_however_their_batches_are_grouped()
    {
        await using var storage = await StartAsync();
        await using var other = await StartOtherAsync();
        var rooms = RoomsOf(Alice, 30);
        var random = new Random(14);
        var journals = new List<(int Partition, RoomEvent[] Events)>(rooms.Select((room, i) => (i % Partitions, new RoomEvent[] { Opened(room), NextPost(room, 1) })));
        var lastSeqs = rooms.ToDictionary(room => room, _ => 1L);
        for (var i = 0; i < 100; i++)
        {
            var some = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(rooms.Count / Partitions) * Partitions).ToList();
            var partition = random.Next(Partitions);
            journals.Add((partition, [.. some.Select(at => rooms[at + partition < rooms.Count ? at + partition : partition]).Select(room => NextPost(room, ++lastSeqs[room]))]));
        }

        var batches = Number(journals);
        for (var i = 0; i < batches.Count;)
        {
            var count = Math.Min(batches.Count - i, random.Next(1, 9));
            await storage.Engine.Projection.WriteAsync(_planner.Plan(batches.GetRange(i, count)));
            i += count;
        }

        await other.Engine.Projection.WriteAsync(_planner.Plan(batches));
        string? cursor = null;
        string? otherCursor = null;
        bool isComplete;
        do
        {
            var (page, otherPage) = (await SyncAsync(storage, Alice, cursor, 4), await SyncAsync(other, Alice, otherCursor, 4));
            Assert.Equal(page.Rooms, otherPage.Rooms);
            Assert.Equal(NumbersOf(page.Cursor), NumbersOf(otherPage.Cursor));
            (cursor, otherCursor, isComplete) = (page.Cursor, otherPage.Cursor, page.Complete);
        }
        while (!isComplete);
    }

    /// <summary>A client that asks for page after page, while anything happens between them, ends with the state of every room.</summary>
    [Fact]
    public async Task No_room_is_missed_whatever_is_written_between_pages()
    {
        await using var storage = await StartAsync();
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var user = Login.FromStored($"m{seed}");
            var rooms = RoomsOf(user, random.Next(1, 9));
            var seqs = new long[rooms.Count];
            var revs = new long[rooms.Count];
            var seen = new Dictionary<RoomKey, SyncedRoom>();
            string? cursor = null;
            for (var step = 0; step < 12; step++)
            {
                if (random.Next(3) > 0)
                {
                    await WriteAsync(storage, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Happen(random, rooms, seqs, revs))]);
                }
                else
                {
                    cursor = See(await SyncAsync(storage, user, cursor, random.Next(1, 4)), seen);
                }
            }

            for (var isComplete = false; !isComplete;)
            {
                var page = await SyncAsync(storage, user, cursor, 2);
                (cursor, isComplete) = (See(page, seen), page.Complete);
            }

            foreach (var room in rooms.Where((_, i) => seqs[i] > 0))
            {
                var stored = (await storage.Engine.Rooms.LoadAsync(room.Number, 1))!;
                var synced = new SyncedRoom(room, stored.LastSeq, stored.Rev, stored.First, stored.Second, stored.Latest[^1]);
                Assert.True(seen.TryGetValue(room, out var last) && last == synced, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {last} instead of {synced}"));
            }
        }
    }

    [Fact]
    public async Task A_cursor_of_another_history_begins_anew()
    {
        await using var storage = await StartAsync();
        await using var other = await StartOtherAsync();
        await OpenAllAsync(storage, RoomsOf(Alice, 3));
        var cursor = (await SyncAsync(storage, Alice, null)).Cursor;
        Array.Clear(_ends);
        await OpenAllAsync(other, RoomsOf(Alice, 2));
        var page = await SyncAsync(other, Alice, cursor, 1);
        Assert.Equal((1, true, false), (page.Rooms.Count, page.Reset, page.Complete));
        var next = await SyncAsync(other, Alice, page.Cursor, 1);
        Assert.Equal((1, false, true), (next.Rooms.Count, next.Reset, next.Complete));
    }

    [Fact]
    public async Task A_cursor_of_another_history_that_had_as_many_partitions_as_there_can_be_begins_anew()
    {
        await using var storage = await StartAsync();
        var cursor = new List<byte> { 1, 16 };
        cursor.AddRange("anothersepochofx"u8);
        for (var index = 0; index <= PartitionCount.Most; index++)
        {
            cursor.AddRange(index < 0x80 ? [(byte)index] : [(byte)(index | 0x80), (byte)(index >> 7)]);
            cursor.AddRange(Enumerable.Repeat((byte)0xff, 8).Append((byte)0x7f));
        }

        Assert.True((await SyncAsync(storage, Alice, System.Buffers.Text.Base64Url.EncodeToString([.. cursor]))).Reset);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("AAAA")]
    [InlineData("AQ")]
    [InlineData("ARBh")]
    [InlineData("AgA")]
    public async Task What_is_no_cursor_gives_no_page(string cursor)
    {
        await using var storage = await StartAsync();
        Assert.Null(await storage.Storage.UserChats.SyncAsync(Alice, cursor, 10));
    }

    [Fact]
    public async Task A_cursor_that_was_changed_is_no_cursor_or_of_another_history_and_none_is_too_long()
    {
        await using var storage = await StartAsync();
        await OpenAllAsync(storage, RoomsOf(Alice, 8));
        var cursor = (await SyncAsync(storage, Alice, null)).Cursor;
        for (var cut = 1; cut < cursor.Length; cut++)
        {
            var page = await storage.Storage.UserChats.SyncAsync(Alice, cursor[..cut], 10);
            Assert.True(page is null or { Reset: false });
        }

        Assert.Null(await storage.Storage.UserChats.SyncAsync(Alice, cursor + cursor, 10));
        Assert.Null(await storage.Storage.UserChats.SyncAsync(Alice, new string('A', 100_000), 10));
    }

    private static string See(SyncPage page, Dictionary<RoomKey, SyncedRoom> seen)
    {
        foreach (var room in page.Rooms)
        {
            seen[room.Key] = room;
        }

        return page.Cursor;
    }

    private static async Task<SyncPage> SyncAsync(OpenStorage storage, Login user, string? cursor, int limit = 1000) => (await storage.Storage.UserChats.SyncAsync(user, cursor, limit))!;

    private static async Task<(IReadOnlyList<SyncedRoom> Rooms, string Cursor)> AllAsync(OpenStorage storage, Login user, string? cursor, int limit)
    {
        var all = new List<SyncedRoom>();
        while (true)
        {
            var page = await SyncAsync(storage, user, cursor, limit);
            Assert.True(page.Rooms.Count <= limit);
            all.AddRange(page.Rooms);
            if (page.Complete)
            {
                return (all, page.Cursor);
            }

            cursor = page.Cursor;
        }
    }

    /// <summary>What a cursor says of the journals: not the epoch, which is another one in another storage.</summary>
    private static string NumbersOf(string cursor) => Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor).AsSpan(18));

    /// <summary>Rooms in which the user is the first of the two, or the second.</summary>
    private static List<RoomKey> RoomsOf(Login user, int count) => [.. Enumerable.Range(0, count).Select(i => RoomKey.Of(user, Login.FromStored($"{(i % 2 == 0 ? "+" : "z")}{user.Key}-{i}")))];

    private MessagePosted NextPost(RoomKey room, long seq) => Posted(seq, seq % 2 == 0 ? room.First : room.Second, $"text {seq}", room: room, id: ++_lastId);

    /// <summary>Something that can happen in one of the rooms: each belongs to a partition.</summary>
    private (int Partition, RoomEvent[] Events) Happen(Random random, List<RoomKey> rooms, long[] seqs, long[] revs)
    {
        var i = random.Next(rooms.Count);
        var room = rooms[i];
        if (seqs[i] == 0)
        {
            seqs[i] = 1;
            return (i % Partitions, [new RoomOpened(room, Noon + random.Next(1000)), NextPost(room, 1)]);
        }

        return (i % Partitions, [random.Next(4) switch
        {
            0 => new MessagesRead(room, room.First, 0, seqs[i], 0) { Time = random.Next(2) == 0 ? 0 : Noon + random.Next(1000) },
            1 => Changed(random.Next((int)seqs[i]) + 1, ++revs[i], $"edit {revs[i]}", room: room),
            2 => new MessagesDelivered(room, room.Second, seqs[i], Noon + random.Next(1000)),
            _ => NextPost(room, ++seqs[i]),
        }]);
    }

    private Task OpenAllAsync(OpenStorage storage, List<RoomKey> rooms) => WriteAsync(storage, [.. rooms.Chunk(100 * Partitions)
        .SelectMany(some => Enumerable.Range(0, Partitions).Select(partition => (partition, some.Where((_, i) => i % Partitions == partition).SelectMany(room => new RoomEvent[] { Opened(room), NextPost(room, 1) }).ToArray())))]);

    /// <summary>Writes batches in one plan.</summary>
    private Task WriteAsync(OpenStorage storage, params IReadOnlyList<(int Partition, RoomEvent[] Events)> batches) => storage.Engine.Projection.WriteAsync(_planner.Plan(Number(batches)));

    private List<JournalBatch> Number(IReadOnlyList<(int Partition, RoomEvent[] Events)> batches) => [.. batches.Select(batch => new JournalBatch(batch.Partition, ++_ends[batch.Partition], Batch(batch.Events)))];
}
