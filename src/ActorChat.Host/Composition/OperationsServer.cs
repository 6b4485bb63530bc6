using System.Net.Sockets;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Nodes;
using ActorChat.Cluster.Metrics;
using ActorChat.Host.Accounts;
using ActorChat.Host.Admin;
using ActorChat.Host.Gateway;
using ActorChat.Host.Http;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Host.OperatorsPage;
using ActorChat.Host.Settings;
using ActorChat.SocketIO;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Serilog;

namespace ActorChat.Host.Composition;

/// <summary>
/// The operators' endpoints, on a separate address: <c>/metrics</c>, and the admin interface if it has a token. The chat works without them: if the address
/// is in use, that is a warning and the server starts.
/// </summary>
internal sealed partial class OperationsServer : IAsyncDisposable
{
    private const string ScrapePath = "/metrics";

    private readonly BackendGauges _gauges;
    private readonly EmptyHistograms _histograms = new();
    private WebApplication? _app;
    private MeterProvider? _pushed;

    private OperationsServer(BackendGauges gauges, SettingsReload reload) => (_gauges, Reload) = (gauges, reload);

    /// <summary>Reads the settings again.</summary>
    public SettingsReload Reload { get; }

    /// <summary>Where it listens; null if it does not.</summary>
    public string? Address => _app?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    public static async Task<OperationsServer> StartAsync(ServerSettings settings, ChatBackend backend, ChatServer server)
    {
        var operations = new OperationsServer(new BackendGauges(backend.Actors, backend.Storage), new SettingsReload(settings, backend.Stored));
        var view = ViewOf(settings, backend, server, operations.Reload);
        backend.Questions.Shows = view.ShowAsync;
        if (settings.Metrics.Listen is { } listen)
        {
            await operations.ListenAsync(listen, settings, backend, server, new NodeViews(view, backend.Everywhere));
        }
        else if (settings.Metrics.OtlpEndpoint is not null)
        {
            operations._pushed = Measure(OpenTelemetry.Sdk.CreateMeterProviderBuilder(), settings.Metrics, backend.Nodes).Build();
        }

        BeginAtZero(settings);
        return operations;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Requests in progress are finished first: if it were disposed of at once, they would fail because their services are gone.
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _pushed?.Dispose();
        _gauges.Dispose();
        _histograms.Dispose();
    }

    private static NodeView ViewOf(ServerSettings settings, ChatBackend backend, ChatServer server, SettingsReload reload) => new(
        backend.Nodes.Self,
        ProgramVersion.Text,
        settings.Storage.Shared ? null : settings.Environment.DataFolder,
        backend.Meters,
        backend.Actors,
        backend.Storage,
        server.Services.GetRequiredService<SecurityLog>(),
        new SettingsInForce(settings, reload, backend.Limits),
        backend.Clock);

    private async Task ListenAsync(string address, ServerSettings settings, ChatBackend backend, ChatServer server, NodeViews views)
    {
        var app = Build(address, settings, backend, server, Reload, views);
        try
        {
            await app.StartAsync();
            _app = app;
            Listens(app.Logger, Address);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            DoesNotListen(app.Logger, address, failure.Message);
            await app.DisposeAsync();
        }
    }

    /// <summary>The events are those that have a limit each.</summary>
    private static void BeginAtZero(ServerSettings settings)
    {
        const string OfEvents = "events.";
        var limits = LiveLimits.Print(settings.RateLimits).Keys.ToList();
        var events = limits.Where(static name => name.StartsWith(OfEvents, StringComparison.Ordinal)).Select(static name => name[OfEvents.Length..].Replace('-', '_')).ToList();
        ChatMetrics.BeginAtZero(
            events.Where(static name => name != "other"),
            events.Concat(limits.Where(static name => !name.StartsWith("events", StringComparison.Ordinal) && name is not ("messages-per-user" or "refusals-per-user"))).Append("exports-per-user"));
        SocketIOMetrics.BeginAtZero();
        HostMetrics.BeginAtZero();
    }

    private WebApplication Build(string address, ServerSettings settings, ChatBackend backend, ChatServer server, SettingsReload reload, NodeViews views)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(Log.Logger);
        builder.WebHost.UseUrls($"http://{address}").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.TakeAnyHeader();
        });
        // The chat server handles the signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => Measure(metrics, settings.Metrics, backend.Nodes).AddPrometheusExporter());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Stopping.Requests);
        builder.Services.AddBackend(backend);
        builder.Services.AddSingleton(settings.Lengths).AddSingleton(settings.Http).AddSingleton(settings.Metrics).AddSingleton<RequestBody>();
        builder.Services.AddSingleton(server.Services.GetRequiredService<SecurityLog>());
        builder.Services.AddSingleton(server.Services.GetRequiredService<Registrar>()).AddSingleton(settings.Accounts).AddSingleton(reload);
        builder.Services.AddSingleton(server.Services.GetRequiredService<RequestBody>()).AddSingleton(server.Services.GetRequiredService<PasswordRules>()).AddSingleton(views);
        var app = builder.Build();
        app.UseCarefulHeaders();
        app.UseRefusals();
        app.UseMiddleware<HostGate>();
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseWhen(static http => http.Request.Path == ScrapePath, scrapes => scrapes.Use(_histograms.CompleteAsync));
        app.MapPrometheusScrapingEndpoint(ScrapePath);
        if (settings.Environment.AdminToken is { } token)
        {
            app.MapAdmin(token);
            app.MapOperatorsPage(settings.Metrics);
        }
        else
        {
            app.MapNoAdmin();
        }

        return app;
    }

    private static MeterProviderBuilder Measure(MeterProviderBuilder metrics, MetricsSettings settings, INodes nodes)
    {
        metrics.ConfigureResource(resource => resource.AddService("actorchat", serviceInstanceId: NodeMark.NameOf(nodes))).AddMeter(
            ClusterMetrics.MeterName, ChatMetrics.MeterName, SocketIOMetrics.MeterName, HostMetrics.MeterName,
            "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
        return settings.OtlpEndpoint is not { } collector ? metrics : metrics.AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = collector;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.OtlpEvery.TotalMilliseconds;
        });
    }

    [LoggerMessage(310, LogLevel.Information, "Metrics are at {Address}/metrics")]
    private static partial void Listens(Microsoft.Extensions.Logging.ILogger log, string? address);

    [LoggerMessage(311, LogLevel.Warning, "Metrics are off: cannot listen on actorchat.metrics.listen = {Address} ({Problem})")]
    private static partial void DoesNotListen(Microsoft.Extensions.Logging.ILogger log, string address, string problem);
}
