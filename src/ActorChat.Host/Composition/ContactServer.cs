using System.Net;
using System.Net.Sockets;
using ActorChat.Cluster;
using ActorChat.Cluster.Joining;
using ActorChat.Host.Lifecycle;
using ActorChat.Settings;
using Akka.Actor;
using Serilog;

namespace ActorChat.Host.Composition;

/// <summary>Answers starting nodes that ask this one for the cluster, on the management port. It changes nothing.</summary>
internal sealed class ContactServer : IAsyncDisposable
{
    /// <summary>The nodes of a cluster ask about once a second while they start.</summary>
    private const int MaxConnections = 256;

    private readonly WebApplication _app;

    private ContactServer(WebApplication app) => _app = app;

    /// <exception cref="SettingsException">It cannot listen.</exception>
    public static async Task<ContactServer> StartAsync(ClusterSettings settings, ActorSystem system)
    {
        var bind = settings.BindHost ?? settings.Host;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(Log.Logger);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var addresses = await AddressesOf(bind);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            Array.ForEach(addresses, address => kestrel.Listen(address, settings.ManagementPort));
        });
        var app = builder.Build();
        app.MapGet(ClusterAkka.ContactPath, () => TypedResults.Text(ClusterAkka.AnswerOf(system), "application/json"));
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw SettingsReader.Bad("cluster.management-port", $"{settings.ManagementPort}", $"a port that is free on {bind} ({failure.Message})");
        }

        return new ContactServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<IPAddress[]> AddressesOf(string host)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host);
        }
        catch (SocketException unknown)
        {
            throw SettingsReader.Bad("cluster.host", host, $"a name that this machine can resolve, or an address ({unknown.Message})");
        }
    }
}
