using ActorChat.Actors;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Accounts;
using ActorChat.Host.Admin;
using ActorChat.Host.Engines;
using ActorChat.Host.Gateway;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Limits;
using ActorChat.Host.Nodes;
using ActorChat.Host.Observability;
using ActorChat.Host.Retention;
using ActorChat.Host.Settings;
using ActorChat.Storage;
using Akka.Actor;
using Serilog;
using Serilog.Extensions.Logging;

namespace ActorChat.Host.Composition;

/// <summary>Everything behind the edge, in the order of dependence: storage, the actor system, the actors.</summary>
internal sealed class ChatBackend : IAsyncDisposable
{
    private readonly IHost _host;

    private readonly SerilogLoggerFactory _logs;

    private ChatBackend(ServerSettings settings, ChatStorage storage, IHost host, IChatActors actors, INodes nodes, RateLimits limits, RenderedMessages rendered, TimeProvider clock)
    {
        (Storage, _host, Actors, Nodes, Limits, Rendered, Clock) = (storage, host, actors, nodes, limits, rendered, clock);
        _logs = new SerilogLoggerFactory(Log.Logger);
        Passwords = new PasswordHasher(settings.Passwords, clock);
        var everywhere = new AllNodes(nodes, settings.Nodes, clock, _logs.CreateLogger<AllNodes>());
        Ending = new SessionEnding(actors, everywhere, _logs.CreateLogger<SessionEnding>());
        Eraser = new UserEraser(storage, actors, everywhere, rendered.Clear, clock, _logs.CreateLogger<UserEraser>());
        Retention = new RetentionWalk(storage.Retained, actors, settings.Rooms.Rules, settings.Retention, clock, _logs.CreateLogger<RetentionWalk>());
        Everywhere = everywhere;
        Stored = new StoredLimits(storage.LiveSettings, limits, settings.RateLimits, settings.Places);
        Admin = new AdminService(actors, limits, Stored, everywhere, storage.Retained);
        Questions = new NodeQuestions(storage, actors, limits, Stored, rendered.Clear);
        if (!everywhere.IsAlone)
        {
            storage.Share(settings.Nodes.CacheLife, login => everywhere.WhenWrittenAsync(login, () => Questions.WhenWrittenAsync(login), actors.RoomPartitions.All));
        }
    }

    public ChatStorage Storage { get; }

    public IChatActors Actors { get; }

    public PasswordHasher Passwords { get; }

    public RateLimits Limits { get; }

    /// <summary>Limits that were set while a server ran.</summary>
    public StoredLimits Stored { get; }

    public TimeProvider Clock { get; }

    /// <summary>The nodes of the cluster; only this one if there is none.</summary>
    public INodes Nodes { get; }

    /// <summary>Completes with the reason when the cluster has removed this node; never without a cluster.</summary>
    public Task<string> Removed { get; private set; } = new TaskCompletionSource<string>().Task;

    /// <summary>Here, because an erasure clears it.</summary>
    public RenderedMessages Rendered { get; }

    public SessionEnding Ending { get; }

    public UserEraser Eraser { get; }

    public RetentionWalk Retention { get; }

    public AdminService Admin { get; }

    /// <summary>The other nodes.</summary>
    public AllNodes Everywhere { get; }

    /// <summary>Rates and latencies for operators; null without an admin interface.</summary>
    public NodeMeters? Meters { get; private set; }

    /// <summary>What this node answers to the others.</summary>
    public NodeQuestions Questions { get; }

    /// <summary>Starts all of it; completes when every room can be asked.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop meanwhile, and has ended what it had started.</exception>
    public static async Task<ChatBackend> StartAsync(
        ServerSettings settings, TimeProvider clock, Func<IChatActors, IChatActors>? door = null, INodes? nodes = null, CancellationToken stop = default)
    {
        var storage = await StorageEngines.OpenAsync(settings, clock, static update => Log.Warning("{Update}", update));
        if (storage.Warning is { } warning)
        {
            Log.Warning("{Warning}", warning);
        }

        IHost? host = null;
        // It counts from the first session on.
        var meters = settings.Environment.AdminToken is null ? null : new NodeMeters(clock);
        try
        {
            stop.ThrowIfCancellationRequested();
            var limits = new RateLimits(settings.RateLimits, clock);
            var akka = new ChatAkka(settings, storage, limits, clock);
            host = HostOf(akka);
            await host.StartAsync(CancellationToken.None);
            var backend = new ChatBackend(
                settings, storage, host, door?.Invoke(akka.Actors) ?? akka.Actors, akka.Node?.Nodes ?? nodes ?? new OneNode(ProgramVersion.Text), limits, new RenderedMessages(), clock);
            backend.Removed = akka.Node?.Removed ?? backend.Removed;
            backend.Meters = meters;
            await (akka.Node?.JoinAsync(akka.Actors, backend.Questions, stop) ?? akka.Actors.WhenReadyAsync(stop));
            foreach (var unused in await backend.Stored.RestoreAsync())
            {
                Log.Warning("{Warning}", unused);
            }

            await backend.Eraser.ResumeAsync();
            return backend;
        }
        catch (Exception failure)
        {
            meters?.Dispose();
            try
            {
                await (host is null ? Task.CompletedTask : failure is NodeRemovedException ? NodeEnd.WithinAsync(StopAsync(host), clock) : StopAsync(host));
            }
            finally
            {
                await storage.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Saves what is only in memory, ends the actors, and then closes the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Ending.Dispose();
            Meters?.Dispose();
            await Retention.DisposeAsync();
            await Eraser.DisposeAsync();
            _logs.Dispose();
            Passwords.Dispose();
            await StopAsync(_host);
        }
        finally
        {
            await Storage.DisposeAsync();
        }
    }

    /// <summary>A host for the actors alone, which writes no lines of its own and waits for no signal.</summary>
    private static IHost HostOf(ChatAkka akka)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSerilog(Log.Logger);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        akka.AddTo(builder.Services);
        return builder.Build();
    }

    /// <summary>Runs the phases of Akka's shutdown, each within its timeout (akka.conf), and disposes of the host.</summary>
    private static async Task StopAsync(IHost host)
    {
        await CoordinatedShutdown.Get(host.Services.GetRequiredService<ActorSystem>()).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await host.StopAsync();
        host.Dispose();
    }
}
