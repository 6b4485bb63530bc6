using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorChat.SocketIO.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>On which listeners WebSockets are opened without HTTP: on none with TLS, wherever and whenever it was configured.</summary>
public sealed class DirectListenerSpecs : IDisposable
{
    private const string Opening =
        "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private readonly X509Certificate2 _certificate;

    public DirectListenerSpecs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddDays(-1));
    }

    public static TheoryData<string> WithTls() => new("before", "after", "by callback", "by the defaults", "by its address");

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [MemberData(nameof(WithTls))]
    public async Task A_listener_with_TLS_opens_nothing_in_clear_text(string tls)
    {
        await using var app = await StartAsync(web =>
        {
            if (tls == "by its address")
            {
                web.UseUrls("https://127.0.0.1:0").ConfigureKestrel(kestrel =>
                {
                    kestrel.ConfigureEndpointDefaults(static listen => listen.UseDirectWebSockets(static _ => true));
                    kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = _certificate);
                });
                return;
            }

            web.ConfigureKestrel(kestrel =>
            {
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = _certificate);
                kestrel.Listen(IPAddress.Loopback, 0, listen => Secure(listen, tls));
            });
        });
        Assert.DoesNotContain("HTTP/1.1 101", await AskAsync(app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_has_no_HTTP_1_opens_nothing()
    {
        await using var app = await StartAsync(static web => web.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen =>
        {
            listen.UseDirectWebSockets(static _ => true);
            listen.Protocols = HttpProtocols.Http2;
        })));
        Assert.DoesNotContain("HTTP/1.1 101", await AskAsync(app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_in_clear_text_beside_one_with_TLS_opens_them()
    {
        await using var app = await StartAsync(web => web.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.UseDirectWebSockets(static _ => true));
            kestrel.Listen(IPAddress.Loopback, 0, listen => Secure(listen, "after"));
        }));
        Assert.StartsWith("HTTP/1.1 101", await AskAsync(app), StringComparison.Ordinal);
    }

    private void Secure(ListenOptions listen, string tls)
    {
        if (tls == "before")
        {
            listen.UseHttps(_certificate);
        }

        listen.UseDirectWebSockets(static _ => true);
        switch (tls)
        {
            case "after":
                listen.UseHttps(_certificate);
                break;
            case "by callback":
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(new System.Net.Security.SslServerAuthenticationOptions { ServerCertificate = _certificate }) });
                break;
            case "by the defaults":
                listen.UseHttps();
                break;
            default:
                break;
        }
    }

    private static async Task<WebApplication> StartAsync(Action<IWebHostBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        configure(builder.WebHost);
        builder.Services.AddSocketIO();
        var app = builder.Build();
        app.MapEngineIO("/engine.io", static connection => new EngineEcho(connection));
        await app.StartAsync();
        return app;
    }

    /// <summary>Asks the first listener in clear text for a WebSocket; returns what it answers first, if anything.</summary>
    private static async Task<string> AskAsync(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPEndPoint.Parse(new Uri(address).Authority));
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        var buffer = new byte[4096];
        try
        {
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Opening), patience.Token);
            return Encoding.Latin1.GetString(buffer, 0, await tcp.GetStream().ReadAsync(buffer, patience.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
