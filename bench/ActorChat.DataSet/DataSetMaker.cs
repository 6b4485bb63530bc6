using System.Diagnostics;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Accounts;
using ActorChat.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Sqlite;
using Akka.Actor;
using Akka.Configuration;

namespace ActorChat.DataSet;

/// <summary>Makes a data set: first the users, then each partition's dialogs through its writer, several partitions at a time.</summary>
internal sealed class DataSetMaker(DataSetOptions options)
{
    /// <summary>Partitions that are filled at a time. More take more memory for events, but keep both the journal and the tables busy.</summary>
    private const int PartitionsAtATime = 4;

    private const int UsersAtATime = 500;

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _written;

    public async Task RunAsync(CancellationToken stop)
    {
        if (Directory.Exists(options.Folder) && Directory.EnumerateFileSystemEntries(options.Folder).Any())
        {
            throw new StorageException($"{options.Folder} is not empty: give a new folder");
        }

        var reader = new SettingsReader(Config("dataset.conf").WithFallback(Config("hocon.conf")));
        var (settings, rooms) = (StorageSettings.From(reader), RoomSettings.From(reader));
        await using var storage = await SqliteStorage.OpenAsync(options.Folder, settings, TimeProvider.System);
        var population = new Population(options, rooms.Partitions);
        await RegisterAsync(storage, PasswordSettings.From(reader), population, stop);

        var setup = storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(storage.AkkaConfig));
        var system = ActorSystem.Create("dataset", setup);
        try
        {
            await FillAsync(system, storage.StartTables(system), population, rooms, stop);
        }
        finally
        {
            await system.Terminate();
        }

        Print($"done: {options.Users} users, {options.Rooms} rooms, {_written} events");
    }

    private async Task RegisterAsync(ChatStorage storage, PasswordSettings passwords, Population population, CancellationToken stop)
    {
        // One hash for all: the passwords of a data set are not secret.
        using var hasher = new PasswordHasher(passwords, TimeProvider.System);
        var hash = await hasher.HashAsync(options.Password) ?? throw new StorageException("No password could be hashed.");
        foreach (var some in population.Logins.Chunk(UsersAtATime))
        {
            stop.ThrowIfCancellationRequested();
            await Task.WhenAll(some.Select(login => storage.Accounts.RegisterAsync(login, hash)));
        }

        Print($"{options.Users} users");
    }

    private async Task FillAsync(ActorSystem system, IRoomTables tables, Population population, RoomSettings settings, CancellationToken stop)
    {
        var byPartition = population.RoomsByPartition();
        var longRoomIn = options.LongRoom > 0 ? Actors.Routing.StableHash.PartitionOf(population.LongRoom.Number, settings.Partitions) : -1;
        var start = TimeProvider.System.GetUtcNow().AddDays(-30).ToUnixTimeMilliseconds();
        await Parallel.ForAsync(0, settings.Partitions, new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtATime, CancellationToken = stop }, async (partition, cancelled) =>
        {
            var source = new EventSource(options, byPartition[partition], partition == longRoomIn ? population.LongRoom : null, start);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var filler = system.ActorOf(PartitionFiller.Props(partition, source.Events(), tables, settings, Count, done));
            await done.Task.WaitAsync(cancelled);
            await filler.GracefulStop(TimeSpan.FromMinutes(1));
            Print($"partition {partition}: {byPartition[partition].Count} rooms; {Interlocked.Read(ref _written)} events so far");
        });
    }

    private void Count(int events) => Interlocked.Add(ref _written, events);

    private void Print(string what) => Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(_started):mm\\:ss}  {what}"));

    private static Config Config(string file) => EnvironmentValues.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
}
