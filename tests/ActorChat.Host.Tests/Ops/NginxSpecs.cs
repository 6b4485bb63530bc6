using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Testing;

namespace ActorChat.Host.Tests.Ops;

/// <summary>The nginx example as it is in ops/nginx, except for names and ports: two users chat through it over TLS.</summary>
public sealed class NginxSpecs : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly RunningServer _server = new() { Settings = "actorchat.security.trusted-proxies = [\"127.0.0.1\"]" };
    private readonly (int Tls, int Plain) _ports = (FreePort.Take(), FreePort.Take());
    private TestedNginx? _nginx;

    [Fact]
    public async Task Two_users_chat_through_it_over_tls_by_polling_websocket_and_upgrade()
    {
        foreach (var transport in new[] { "polling", "websocket", "upgrade" })
        {
            var (exitCode, output) = await ClientScripts.RunAsync(
                "env", [$"NODE_EXTRA_CA_CERTS={_folder.PathOf("chat.pem")}", "node", Path.Combine(ClientScripts.Folder, "chat.js"), Url, transport, $"{transport}-{Guid.NewGuid():N}"[..20]]);
            Assert.True(exitCode == 0 && output.EndsWith("ok\n", StringComparison.Ordinal), output);
        }
    }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        WriteCertificate();
        var site = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "ops", "nginx", "actorchat.conf"));
        var ours = Replaced(site);
        Assert.Null(await TestedNginx.ProblemOfAsync(ours));
        _nginx = await TestedNginx.StartAsync(ours, _ports.Tls);
    }

    public async Task DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.DisposeAsync();
        }

        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private string Url => $"https://localhost:{_ports.Tls}";

    private string Replaced(string site)
    {
        foreach (var (theirs, ours) in new[]
        {
            ("listen 443 ssl", $"listen 127.0.0.1:{_ports.Tls} ssl"),
            ("listen 80;", $"listen 127.0.0.1:{_ports.Plain};"),
            ("127.0.0.1:8080", new Uri(_server.Url).Authority),
            ("/etc/nginx/tls/chat.example", _folder.PathOf("chat")),
            ("server_name chat.example", "server_name localhost"),
        })
        {
            Assert.Contains(theirs, site, StringComparison.Ordinal);
            site = site.Replace(theirs, ours, StringComparison.Ordinal);
        }

        return site;
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _folder.Write("chat.pem", certificate.ExportCertificatePem());
        _folder.Write("chat.key", key.ExportPkcs8PrivateKeyPem());
    }
}
