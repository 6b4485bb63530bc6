using ActorChat.Actors;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Wire;
using ActorChat.Host.Accounts;
using ActorChat.Host.Admin;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Sqlite;
using Akka.Actor;
using Akka.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace ActorChat.Host.Composition;

/// <summary>Everything behind the edge, in the order of dependence: storage, the actor system, the actors.</summary>
internal sealed class ChatBackend : IAsyncDisposable
{
    private readonly ActorSystem _system;

    private readonly SerilogLoggerFactory _logs;

    private ChatBackend(ChatStorage storage, ActorSystem system, IChatActors actors, PasswordHasher passwords, RateLimits limits, TimeProvider clock)
    {
        (Storage, _system, Actors, Passwords, Limits, Clock) = (storage, system, actors, passwords, limits, clock);
        _logs = new SerilogLoggerFactory(Log.Logger);
        Ending = new SessionEnding(actors, _logs.CreateLogger<SessionEnding>());
        Eraser = new UserEraser(storage, actors, clock, _logs.CreateLogger<UserEraser>());
    }

    public ChatStorage Storage { get; }

    public IChatActors Actors { get; }

    public PasswordHasher Passwords { get; }

    public RateLimits Limits { get; }

    public TimeProvider Clock { get; }

    public SessionEnding Ending { get; }

    public UserEraser Eraser { get; }

    /// <summary>Starts all of it; completes when every room can be asked.</summary>
    public static async Task<ChatBackend> StartAsync(ServerSettings settings, TimeProvider clock, Func<IChatActors, IChatActors>? door = null)
    {
        var storage = await SqliteStorage.OpenAsync(settings.Environment.DataFolder, settings.Storage, clock);
        if (storage.Warning is { } warning)
        {
            Log.Warning("{Warning}", warning);
        }

        ActorSystem? system = null;
        try
        {
            system = ActorSystem.Create("actorchat", storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(ConfigOf(settings, storage))));
            var limits = new RateLimits(settings.RateLimits, clock);
            var actors = ChatActors.Start(system, storage.StartTables(system), storage.Accounts, settings.Rooms, settings.Sessions, clock, limits: limits);
            await actors.WhenReadyAsync(CancellationToken.None);
            var backend = new ChatBackend(storage, system, door?.Invoke(actors) ?? actors, new PasswordHasher(settings.Passwords, clock), limits, clock);
            await backend.Eraser.ResumeAsync();
            return backend;
        }
        catch
        {
            await (system?.Terminate() ?? Task.CompletedTask);
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Saves what is only in memory, ends the actors, and then closes the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Ending.Dispose();
            await Eraser.DisposeAsync();
            _logs.Dispose();
            Passwords.Dispose();
            await Actors.FlushAsync();
            await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        }
        finally
        {
            await Storage.DisposeAsync();
        }
    }

    /// <summary>The files' settings for Akka go before ours, so that it can be tuned like everything else.</summary>
    private static Config ConfigOf(ServerSettings settings, ChatStorage storage) => settings.Config
        .WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{LevelOf(settings.Log.Level)}}
              stdout-loglevel = OFF
              loggers = ["{{typeof(ActorLog).AssemblyQualifiedName}}"]
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              coordinated-shutdown {
                # The server itself says when: after the last session has ended.
                run-by-clr-shutdown-hook = off
                exit-clr = off
              }
            }
            """))
        .WithFallback(SessionMailbox.Definition)
        .WithFallback(WireSerializer.Definition)
        .WithFallback(storage.AkkaConfig);

    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        _ => "ERROR",
    };
}
