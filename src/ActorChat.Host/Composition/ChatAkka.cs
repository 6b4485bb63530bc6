using ActorChat.Actors;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Wire;
using ActorChat.Host.Settings;
using ActorChat.Storage;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Serilog.Events;

namespace ActorChat.Host.Composition;

/// <summary>The actor system of a node, in the order in which its parts come: settings, journal, projection and actors, what is saved when it stops.</summary>
internal sealed class ChatAkka(ServerSettings settings, ChatStorage storage, INewRoomLimit newRooms, TimeProvider clock)
{
    private const string Name = "actorchat";

    private ChatActors? _actors;

    /// <summary>This node of the cluster, once the system has started; null without a cluster.</summary>
    public ClusterNode? Node { get; private set; }

    /// <summary>The actors, once the system has started.</summary>
    public ChatActors Actors => _actors ?? throw new InvalidOperationException("The actors have not started; the log says why.");

    public void AddTo(IServiceCollection services) => services.AddAkka(Name, akka =>
    {
        // What hocon.conf says about Akka wins over everything of ours: it can be tuned like the rest.
        akka.AddHocon(settings.Config, HoconAddMode.Append);
        akka.AddHocon(LogLevel(settings.Log.Level), HoconAddMode.Append);
        akka.AddHocon(SettingsFile.ReadAkka(), HoconAddMode.Append);
        akka.AddHocon(SessionMailbox.Definition, HoconAddMode.Append);
        akka.AddHocon(WireSerializer.Definition, HoconAddMode.Append);
        akka.AddHocon(storage.AkkaConfig, HoconAddMode.Append);
        foreach (var setup in storage.AkkaSetups)
        {
            akka.AddSetup(setup);
        }

        if (settings.Cluster.IsEnabled)
        {
            ClusterNode.AddTo(akka, settings.Cluster, storage.Processes);
        }

        akka.WithActors((system, _) => StartActors(system));
        akka.AddStartup((system, _) => CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "save-last-seen", async () =>
        {
            await Actors.FlushAsync();
            return Akka.Done.Instance;
        }));
    });

    private void StartActors(ActorSystem system)
    {
        settings.Log.Levels.Changed += level => system.EventStream.SetLogLevel(Logging.LogLevelFor(NameOf(level)));
        Node = settings.Cluster.IsEnabled ? ClusterNode.Of(system, settings.Cluster, storage.Processes, clock) : null;
        var leases = storage.Leases;
        var placement = Node?.PlacementUnder(leases ?? throw new InvalidOperationException("A cluster needs leases.")) ?? new PartitionPlacement { Leases = leases };
        _actors = ChatActors.Start(
            system, storage.StartTables(system), storage.UserChats, storage.Accounts, settings.Rooms, settings.Sessions, clock, limits: newRooms, placement: placement, others: Node?.Others);
    }

    private static Config LogLevel(LogEventLevel level) => ConfigurationFactory.ParseString($"akka.loglevel = {NameOf(level)}");

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        _ => "ERROR",
    };
}
