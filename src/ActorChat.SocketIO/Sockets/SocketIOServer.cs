using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO;

/// <summary>A Socket.IO server on one path. Namespaces are declared when it is mapped.</summary>
public sealed class SocketIOServer
{
    private readonly NamespaceTable _namespaces;

    internal SocketIOServer(SocketIOOptions options, TimeProvider clock, ILogger logger)
    {
        Options = options;
        Clock = clock;
        Json = SocketIOJson.WithBinary(options.Json);
        Limits = new PacketLimits(options.MaxAttachments, options.MaxNamespaceNameBytes);
        Engine = new EngineServer(options, clock, logger, connection => new ClientConnection(this, connection));
        _namespaces = new NamespaceTable(this, options.MaxNamespacesOnDemand);
        Of("/");
    }

    /// <summary>Connections open now, joined to a namespace or not.</summary>
    public int ConnectionCount => Engine.Count;

    internal SocketIOOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal JsonSerializerOptions Json { get; }

    internal PacketLimits Limits { get; }

    internal EngineServer Engine { get; }

    /// <summary>The namespace of that name, declared if it is new. A missing leading slash is added.</summary>
    public Namespace Of(string name) => _namespaces.Declare(name.StartsWith('/') ? name : "/" + name);

    /// <summary>
    /// Declares namespaces created on demand: each name that a client asks for and <paramref name="matches"/> accepts gets a namespace with the middlewares
    /// and handlers of the one returned here. Past <see cref="SocketIOOptions.MaxNamespacesOnDemand"/> further names are refused.
    /// </summary>
    public Namespace Of(Func<string, bool> matches) => _namespaces.DeclarePattern(matches);

    /// <summary>
    /// Ends all connections with <paramref name="reason"/> and refuses new ones; completes when they are gone, or after
    /// <paramref name="grace"/>.
    /// </summary>
    public async Task CloseAsync(string reason = DisconnectReasons.ServerShuttingDown, TimeSpan? grace = null)
    {
        Engine.CloseAll(reason);
        var limit = Clock.GetTimestamp();
        while (Engine.Count > 0 && Clock.GetElapsedTime(limit) < (grace ?? TimeSpan.FromSeconds(1)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Clock).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the namespace that a client asks for, and creates it if a pattern accepts the name.</summary>
    internal Namespace? Find(string name) => _namespaces.Find(name);
}
