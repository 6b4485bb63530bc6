using System.Collections.Immutable;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Journal;
using ActorChat.Storage.Sqlite.Projection;
using Akka.Actor;
using BenchmarkDotNet.Attributes;

namespace ActorChat.Benchmarks;

/// <summary>
/// The cost of a batch of messages below the actors: as bytes, in the journal with its fsync, and in the tables. Divide by the number of messages.
/// </summary>
public class StorageBenchmarks
{
    private const int Rooms = 50;
    private const string Text = "a message of the length that people write, which is about a hundred characters, now and then a little more";

    private readonly string _folder = Directory.CreateTempSubdirectory("actorchat-benchmarks-").FullName;
    private readonly RoomKey[] _rooms = [.. Enumerable.Range(0, Rooms).Select(n => RoomKey.Of(Login.FromStored($"anna{n}"), Login.FromStored($"bert{n}")))];
    private readonly ProjectionPlanner _planner = new();
    private readonly PlanWriter _writer = new();
    private ActorSystem _system = null!;
    private ChatEventSerializer _serializer = null!;
    private JournalThread _thread = null!;
    private JournalWrites _journal = null!;
    private SqliteSession _tables = null!;
    private RoomBatch _batch = null!;
    private byte[] _bytes = null!;
    private long _written;

    [Params(1, 100)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var settings = new SettingsReader(EnvironmentValues.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "hocon.conf"))));
        await using (await SqliteStorage.OpenAsync(_folder, StorageSettings.From(settings), TimeProvider.System))
        {
            // Creates the files.
        }

        _system = ActorSystem.Create("benchmarks");
        _serializer = new ChatEventSerializer((ExtendedActorSystem)_system);
        _thread = new JournalThread(1024);
        _journal = new JournalWrites(_thread, Path.Combine(_folder, "journal.db"), 1024, 1000, TimeProvider.System);
        _tables = SqliteSession.OpenToWrite(Path.Combine(_folder, "chat.db"));
        _tables.Execute("PRAGMA synchronous = NORMAL");
        Project(new RoomBatch(1, [.. _rooms.Select(room => new RoomOpened(room, 0))]));
        _batch = Next();
        _bytes = _serializer.ToBinary(_batch);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        _tables.Dispose();
        await _journal.DisposeAsync();
        _thread.Dispose();
        await _system.Terminate();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public byte[] Batch_to_bytes() => _serializer.ToBinary(_batch);

    [Benchmark]
    public object Bytes_to_batch() => _serializer.FromBinary(_bytes, ChatEventSerializer.BatchManifest);

    [Benchmark]
    public Task Append_to_the_journal_with_fsync() =>
        _journal.AppendAsync([new JournalRecord("room-partition-0", ++_written, 0, _bytes, ChatEventSerializer.BatchManifest, _serializer.Identifier, "benchmark")]);

    [Benchmark]
    public void Project_into_the_tables() => Project(Next());

    private void Project(RoomBatch batch)
    {
        _tables.Execute("BEGIN IMMEDIATE");
        _writer.Write(_tables, _planner.Plan([new JournalBatch(0, ++_written, batch)]));
        _tables.Execute("COMMIT");
    }

    /// <summary>Messages that are not stored yet, spread over the rooms.</summary>
    private RoomBatch Next()
    {
        var events = ImmutableArray.CreateBuilder<RoomEvent>(Messages);
        for (var i = 0; i < Messages; i++)
        {
            var room = _rooms[i % Rooms];
            var id = ++_written;
            events.Add(new MessagePosted(room, new ChatMessage(room.Number, id, id, room.First, Text, id, null), 1));
        }

        return new RoomBatch(_written + 1, events.MoveToImmutable());
    }
}
