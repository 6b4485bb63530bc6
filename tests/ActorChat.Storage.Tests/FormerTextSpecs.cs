using System.Text;
using System.Text.RegularExpressions;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>After the journal was trimmed and the logs were cut, no byte of a former text is in any file of the folder, while the server runs on.</summary>
public partial class FormerTextSpecs
{
    private const int Partitions = 4;
    private const int MessagesOfEach = 500;

    private readonly ProjectionPlanner _planner = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly long[] _ends = new long[Partitions];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_left_of_a_deleted_or_edited_text(int seed)
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var random = new Random(seed);
        var posts = await PostAsync(storage, random);
        Assert.Equal(Partitions * MessagesOfEach, Found(storage).Count);

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

        await TrimAsync(storage);
        _clock.Advance(LogCheckpoints.CutWithin);
        await UntilAsync(() => !Found(storage).Overlaps(gone));
        Assert.Equal((Partitions * MessagesOfEach) - gone.Count, Found(storage).Count);
        Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check"));
        Assert.Equal([$"{Partitions * MessagesOfEach}"], storage.Query("SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task Nothing_is_left_of_what_an_erased_user_wrote()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        await storage.RegisterAsync(Alice.Name);
        var posts = await PostAsync(storage, new Random(4));
        await storage.Storage.Erasure.BeginAsync(Alice);
        await WriteAsync(storage, [.. posts.DistinctBy(post => post.Partition).Select(post => (post.Partition, (RoomEvent)new AuthorErased(post.Posted.Room, Alice, MessagesOfEach)))]);
        await TrimAsync(storage);
        while (!await storage.Storage.Erasure.ScrubAsync(Alice))
        {
        }

        var left = Found(storage);
        Assert.Equal(Partitions * MessagesOfEach / 2, left.Count);
        Assert.DoesNotContain(posts.Where(post => post.Posted.Message.Author == Alice), post => left.Contains(Marker().Match(post.Posted.Message.Text).Value));
        Assert.Equal(["ok"], storage.Query("PRAGMA integrity_check"));
    }

    /// <summary>Messages of a room in each partition, whose ids are far from each other, as they come: each goes into the journal and then into the tables, some at a time.</summary>
    private async Task<List<(int Partition, MessagePosted Posted)>> PostAsync(TestStorage storage, Random random)
    {
        var rooms = Enumerable.Range(0, Partitions).Select(partition => RoomKey.Of(Alice, Login.FromStored($"companion{partition}"))).ToList();
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
                posts.Add((partition, Posted(seq, seq % 2 == 0 ? rooms[partition].Second : Alice, text, room: rooms[partition], id: (partition * 1_000_000) + seq)));
            }
        }

        foreach (var some in posts.Chunk(10))
        {
            await WriteAsync(storage, [.. some.Select(post => (post.Partition, (RoomEvent)post.Posted))]);
        }

        return posts;
    }

    private static int Length(Random random) => random.Next(10) switch { 0 => 4000, 1 => 1000, < 5 => 200, _ => 20 };

    /// <summary>Each event is a batch of its own; they come together.</summary>
    private async Task WriteAsync(TestStorage storage, IReadOnlyList<(int Partition, RoomEvent Happened)> events)
    {
        var batches = events.Select(one => new JournalBatch(one.Partition, ++_ends[one.Partition], Batch(one.Happened))).ToList();
        await storage.Engine.Writes.AppendAsync([.. batches.Select(batch => new JournalRecord(
            RoomWriter.PersistenceIdOf(batch.Partition), batch.SequenceNr, 0, Encoding.UTF8.GetBytes(batch.Batch.Events[0] is MessagePosted posted ? posted.Message.Text : ""), "m", 1, "w"))]);
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

    private static HashSet<string> Found(TestStorage storage) =>
        [.. Directory.GetFiles(storage.Folder.Path).Where(file => Path.GetFileName(file) != "lock").SelectMany(file => Marker().Matches(Encoding.Latin1.GetString(ReadShared(file)))).Select(match => match.Value)];

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    [GeneratedRegex("former-[0-9]-[0-9]{4}")]
    private static partial Regex Marker();
}
