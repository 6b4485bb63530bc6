using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorChat.Host.Observability;
using ActorChat.Host.Tests.Hosting;
using Microsoft.AspNetCore.Connections;
using Serilog.Events;

namespace ActorChat.Host.Tests.Http;

/// <summary>A request that breaks off within its body, over HTTP/1 and in handwritten HTTP/2 frames, causes no line above Information.</summary>
public sealed class BrokenBodySpecs : IDisposable
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte EndHeaders = 4;

    private readonly TestFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public BrokenBodySpecs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddDays(-1));
        _folder.Write("chat.pem", _certificate.ExportCertificatePem());
        _folder.Write("chat.key", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    // Faster than Kestrel can report that its streams have ended.
    [InlineData("/login", "{", 3000, 3)]
    [InlineData("/registr", "{\"login\":\"alice\",\"password\":\"wr", 3000, 2)]
    public async Task Streams_that_are_reset_within_their_body_are_not_a_server_error(string path, string body, int streams, int connections)
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", $$"""
            actorchat.security { certificate = "{{_folder.PathOf("chat.pem")}}", certificate-key = "{{_folder.PathOf("chat.key")}}" }
            actorchat.metrics.listen = off
            actorchat.stopping.notice = 0s
            """), "https://127.0.0.1:0");
        for (var i = 0; i < connections; i++)
        {
            await ResetStreamsAsync(new Uri(server.Url), path, body, streams);
        }

        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = IsOurs } };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(server.Url) };
        using var answer = await http.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await AssertQuietAsync(server);
    }

    [Fact]
    public async Task A_body_that_breaks_off_with_its_connection_is_not_a_server_error()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", """
            actorchat.metrics.listen = off
            actorchat.stopping.notice = 0s
            """));
        var address = new Uri(server.Url);
        var request = Encoding.ASCII.GetBytes("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"login\"");
        for (var i = 0; i < 1500; i++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address.Host, address.Port);
            await tcp.GetStream().WriteAsync(request);
            if (i % 3 != 0)
            {
                tcp.Client.Shutdown(SocketShutdown.Send);
            }

            // If closed at once, it is reset.
            tcp.LingerState = new LingerOption(i % 2 == 0, 0);
        }

        await AssertQuietAsync(server);
    }

    [Fact]
    public void Of_Kestrels_errors_only_those_caused_by_clients_are_left_out()
    {
        Assert.True(LogOutput.IsClientsDoing(Line(new InvalidOperationException(), "RequestBodyDrainBodyReaderInvalidState")));
        Assert.True(LogOutput.IsClientsDoing(Line(new ConnectionAbortedException(), "Http2QueueOperationsExceeded")));
        Assert.False(LogOutput.IsClientsDoing(Line(new InvalidOperationException(), "ApplicationError")));
        Assert.False(LogOutput.IsClientsDoing(Line(new InvalidOperationException(), null)));
        Assert.False(LogOutput.IsClientsDoing(Line(null, "RequestBodyDrainBodyReaderInvalidState")));

        static LogEvent Line(Exception? failure, string? name) => new(
            DateTimeOffset.UnixEpoch, LogEventLevel.Error, failure, MessageTemplate.Empty,
            name is null ? [] : [new LogEventProperty("EventId", new StructureValue([new LogEventProperty("Name", new ScalarValue(name))]))]);
    }

    private static async Task AssertQuietAsync(ServerProcess server)
    {
        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain(server.Output, static line => line.Contains(" WRN ", StringComparison.Ordinal) || line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal));
    }

    private bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetCertHashString() == _certificate.GetCertHashString();

    private async Task ResetStreamsAsync(Uri server, string path, string body, int streams)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, IsOurs);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host, ApplicationProtocols = [SslApplicationProtocol.Http2] });
        try
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            await tls.WriteAsync(Frame(Settings, 0, 0, []));
            for (var stream = 1; stream < 2 * streams; stream += 2)
            {
                await tls.WriteAsync((byte[])[.. Frame(Headers, EndHeaders, stream, Fields(path)), .. Frame(Data, 0, stream, Encoding.ASCII.GetBytes(body)), .. Frame(Reset, 0, stream, [0, 0, 0, 8])]);
            }
        }
        catch (IOException)
        {
            // The server has ended the connection.
        }
    }

    /// <summary>POST to that path with JSON, as HPACK without compression (RFC 7541: indexed 3 and 7, literals with the names 1, 4 and 31).</summary>
    private static byte[] Fields(string path) =>
        [0x83, 0x87, .. Literal([0x01], "localhost"), .. Literal([0x04], path), .. Literal([0x0f, 0x10], "application/json")];

    private static byte[] Literal(byte[] name, string value) => [.. name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    /// <summary>RFC 9113, section 4.1.</summary>
    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream, .. payload];
}
