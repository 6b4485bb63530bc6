using System.Text;
using System.Text.RegularExpressions;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Projection;
using ActorChat.Storage.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>After the journal was trimmed and the logs were cut, no byte of a former text is in any file of the folder, while the server runs on.</summary>
public partial class FormerTextSpecs
{
    private const int Partitions = 4;
    private const int MessagesOfEach = 500;

    // What SQLite answers to PRAGMA secure_delete.
    private const string Secure = "1";
    private const string Fast = "2";

    private readonly ProjectionPlanner _planner = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly long[] _ends = new long[Partitions];

    [Theory]
    [InlineData(1, false, false, false)]
    [InlineData(2, false, false, false)]
    [InlineData(3, true, false, false)]
    [InlineData(4, true, false, false)]
    [InlineData(5, false, true, false)]
    [InlineData(6, true, true, false)]
    [InlineData(7, true, false, true)]
    [InlineData(8, true, true, true)]
    public async Task Nothing_is_left_of_a_deleted_or_edited_text(int seed, bool isInterleaved, bool isTrimmedBefore, bool isRestartedAfter)
    {
        using var folder = new TempFolder();
        var storage = await TestStorage.StartAsync(folder, clock: _clock);
        try
        {
            var random = new Random(seed);
            var posts = await PostAsync(storage, random, isInterleaved);
            Assert.Equal(Partitions * MessagesOfEach, Found(storage).Count);
            if (isTrimmedBefore)
            {
                await WriteAsync(storage, [.. Enumerable.Range(0, Partitions).Select(partition => (partition, (RoomEvent)NoText(partition)))]);
                await TrimAsync(storage);
            }

            var gone = new HashSet<string>();
            var revs = new long[Partitions];
            foreach (var some in posts.Where(_ => random.Next(4) == 0).OrderBy(_ => random.Next()).ToList().Chunk(3))
            {
                gone.UnionWith(some.Select(post => Marker().Match(post.Posted.Message.Text).Value));
                await WriteAsync(storage, [.. some.Select(post =>
                {
                    var text = random.Next(2) == 0 ? "" : new string('x', Length(random));
                    return (post.Partition, (RoomEvent)Changed(post.Posted.Message.Seq, ++revs[post.Partition], text, post.Posted.Message.Author, room: post.Posted.Room));
                })]);
            }

            if (isRestartedAfter)
            {
                await storage.DisposeAsync();
                storage = await TestStorage.StartAsync(folder, clock: _clock);
            }

            await TrimAsync(storage);
            await UntilAsync(() => !Found(storage).Overlaps(gone));
            Assert.Equal((Partitions * MessagesOfEach) - gone.Count, Found(storage).Count);
            Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check"));
            Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check", "journal.db"));
            Assert.Equal([$"{Partitions * MessagesOfEach}"], storage.Query("SELECT count(*) FROM messages"));
            await UntilAsync(() => storage.Query("SELECT count(*) FROM zeroes", "journal.db") is ["0"]);
        }
        finally
        {
            await storage.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4_000)]
    [InlineData(30_000)]
    [InlineData(270_000)]
    public async Task Nothing_is_left_to_the_last_byte_of_a_row_that_was_trimmed_before_its_text_changed(int copies)
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        const string Stream = "stream";
        await AppendAsync(1, string.Concat(Enumerable.Repeat("former-1-0001;", 1 + (copies / 14))));
        await AppendAsync(2, "");
        await TrimAsync(1);
        Assert.NotEmpty(Found(storage));
        await AppendAsync(3, "", replacesText: true);
        await TrimAsync(2);
        await UntilAsync(() => Found(storage).Count == 0);
        await UntilAsync(() => storage.Query("SELECT count(*) FROM zeroes", "journal.db") is ["0"]);
        Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check", "journal.db"));

        Task AppendAsync(long number, string text, bool replacesText = false) =>
            storage.Engine.Writes.AppendAsync([new JournalRecord(Stream, number, 0, Encoding.UTF8.GetBytes(text), "m", 1, "w", replacesText)]);

        async Task TrimAsync(long upTo)
        {
            var trimmed = storage.Engine.Writes.TrimAsync(Stream, upTo);
            await UntilAsync(() => trimmed.IsCompleted);
            await trimmed;
        }
    }

    [Fact]
    public async Task Trims_write_zeroes_only_as_long_as_rows_before_a_change_of_texts_are_left()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        await PostAsync(storage, new Random(9), isInterleaved: false);
        Assert.Equal(Fast, await ErasureAsync());
        await WriteAsync(storage, [(1, Changed(1, 1, "", Alice, room: RoomOf(1))), (2, (RoomEvent)NoText(2))]);
        Assert.Equal(Secure, await ErasureAsync());
        await WriteAsync(storage, [.. Enumerable.Range(0, Partitions).Select(partition => (partition, partition == 2 ? Changed(1, 1, "", Alice, room: RoomOf(2)) : (RoomEvent)NoText(partition)))]);
        await TrimAsync(storage);
        await WriteAsync(storage, [(1, NoText(1))]);
        Assert.Equal(Fast, await ErasureAsync());

        Task<string?> ErasureAsync() => storage.Engine.Writes.AskAsync("PRAGMA secure_delete");
    }

    [Fact]
    public async Task Other_writes_do_not_wait_until_the_file_is_cleared_of_many_replaced_texts()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var posts = await PostAsync(storage, new Random(5), isInterleaved: false);
        var burst = storage.Engine.Projection.WriteAsync(_planner.Plan([.. posts.Select(post => new JournalBatch(
            post.Partition, ++_ends[post.Partition], Batch(Changed(post.Posted.Message.Seq, post.Posted.Message.Seq, "", post.Posted.Message.Author, room: post.Posted.Room))))]));
        Assert.Equal(posts.Count, await storage.Engine.Files.Writer.RunAsync(session => session.ReadNumber("SELECT count(*) FROM former_texts")));
        await burst;
        await UntilAsync(() => storage.Query("SELECT count(*) FROM former_texts") is ["0"]);
    }

    [Fact]
    public async Task What_a_stop_interrupts_is_gone_on_with_at_the_next_start()
    {
        using var folder = new TempFolder();
        await using (var first = await TestStorage.StartAsync(folder, clock: _clock))
        {
            await PostAsync(first, new Random(6), isInterleaved: true);
            await first.Engine.Files.Writer.RunAsync(session => session.Prepare("INSERT INTO former_texts SELECT id FROM messages").Run());
        }

        await using var storage = await TestStorage.StartAsync(folder, clock: _clock);
        await UntilAsync(() => storage.Query("SELECT count(*) FROM former_texts") is ["0"]);
        Assert.Equal(Partitions * MessagesOfEach, Found(storage).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_left_of_what_an_erased_user_wrote(bool isInterleaved)
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        await storage.RegisterAsync(Alice.Name);
        var posts = await PostAsync(storage, new Random(4), isInterleaved);
        await storage.Storage.Erasure.BeginAsync(Alice);
        await WriteAsync(storage, [.. posts.DistinctBy(post => post.Partition).Select(post => (post.Partition, (RoomEvent)new AuthorErased(post.Posted.Room, Alice, MessagesOfEach)))]);
        await TrimAsync(storage);
        while (!await storage.Storage.Erasure.ScrubAsync(Alice))
        {
        }

        var left = Found(storage);
        Assert.Equal(Partitions * MessagesOfEach / 2, left.Count);
        Assert.DoesNotContain(posts.Where(post => post.Posted.Message.Author == Alice), post => left.Contains(Marker().Match(post.Posted.Message.Text).Value));
        var ids = Found(storage, ClientId());
        Assert.All(posts, post => Assert.Equal(post.Posted.Message.Author != Alice, ids.Contains(post.Posted.Message.ClientMessageId!)));
        Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check"));
    }

    /// <summary>Messages of a room in each partition, as they come: each goes into the journal and then into the tables, some at a time.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="random">Decides on their order and length.</param>
    /// <param name="isInterleaved">Whether the ids of the rooms lie among each other, as within a partition, or far from each other.</param>
    private async Task<List<(int Partition, MessagePosted Posted)>> PostAsync(TestStorage storage, Random random, bool isInterleaved)
    {
        var rooms = Enumerable.Range(0, Partitions).Select(RoomOf).ToList();
        await WriteAsync(storage, [.. rooms.Select((room, partition) => (partition, (RoomEvent)Opened(room)))]);
        var posts = new List<(int Partition, MessagePosted Posted)>();
        var lastSeqs = new long[Partitions];
        while (posts.Count < Partitions * MessagesOfEach)
        {
            var partition = random.Next(Partitions);
            if (lastSeqs[partition] < MessagesOfEach)
            {
                var seq = ++lastSeqs[partition];
                var text = new StringBuilder().Insert(0, $"former-{partition}-{seq:0000};", 1 + (Length(random) / 14)).ToString();
                var id = isInterleaved ? posts.Count + 1 : (partition * 1_000_000) + seq;
                posts.Add((partition, Posted(seq, seq % 2 == 0 ? rooms[partition].Second : Alice, text, $"client-{partition}-{seq:0000}", room: rooms[partition], id: id)));
            }
        }

        foreach (var some in posts.Chunk(10))
        {
            await WriteAsync(storage, [.. some.Select(post => (post.Partition, (RoomEvent)post.Posted))]);
        }

        return posts;
    }

    private static RoomKey RoomOf(int partition) => RoomKey.Of(Alice, Login.FromStored($"companion{partition}"));

    private static OperationKept NoText(int partition) => new OperationKept(RoomOf(partition), Alice, "none", 1, 0, 0);

    private static int Length(Random random) => random.Next(10) switch { 0 => 4000, 1 => 1000, < 5 => 200, _ => 20 };

    /// <summary>Each event is a batch of its own; they come together.</summary>
    private async Task WriteAsync(TestStorage storage, IReadOnlyList<(int Partition, RoomEvent Happened)> events)
    {
        var batches = events.Select(one => new JournalBatch(one.Partition, ++_ends[one.Partition], Batch(one.Happened))).ToList();
        await storage.Engine.Writes.AppendAsync([.. batches.Select(batch => new JournalRecord(
            RoomWriter.PersistenceIdOf(batch.Partition),
            batch.SequenceNr,
            0,
            Encoding.UTF8.GetBytes(batch.Batch.Events[0] is MessagePosted posted ? posted.Message.Text : ""),
            "m",
            1,
            "w",
            LastTexts.AreReplacedBy(batch.Batch)))]);
        await storage.Engine.Projection.WriteAsync(_planner.Plan(batches));
    }

    /// <summary>The last batch of a partition stays in its journal; here it is one without a text.</summary>
    private async Task TrimAsync(TestStorage storage)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var trimmed = storage.Engine.Writes.TrimAsync(RoomWriter.PersistenceIdOf(partition), _ends[partition] - 1);
            while (!trimmed.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(20));
                await Task.WhenAny(trimmed, Task.Delay(20));
            }
        }
    }

    private static HashSet<string> Found(TestStorage storage) => Found(storage, Marker());

    private static HashSet<string> Found(TestStorage storage, Regex what) =>
        [.. Directory.GetFiles(storage.Folder.Path).Where(file => Path.GetFileName(file) != "lock").SelectMany(file => what.Matches(Encoding.Latin1.GetString(ReadShared(file)))).Select(match => match.Value)];

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes;
    }

    /// <summary>Each look is half a minute after the one before.</summary>
    private async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            _clock.Advance(LogCheckpoints.CutWithin);
            await Task.Delay(20, patience.Token);
        }
    }

    [GeneratedRegex("former-[0-9]-[0-9]{4}")]
    private static partial Regex Marker();

    [GeneratedRegex("client-[0-9]-[0-9]{4}")]
    private static partial Regex ClientId();
}
