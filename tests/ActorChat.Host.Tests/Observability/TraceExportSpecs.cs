using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ActorChat.Host.Tests.Observability;

/// <summary>The server as a process, and as much of a collector as it needs.</summary>
public sealed class TraceExportSpecs : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ConcurrentQueue<byte[]> _exported = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_collector_gets_the_spans_at_the_latest_when_the_server_stops()
    {
        await using var collector = await CollectAsync();
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", $$"""
            actorchat.passwords { memory = 64KiB, iterations = 1 }
            actorchat.metrics.listen = off
            actorchat.stopping.notice = 0s
            actorchat.tracing { sample-ratio = 1, otlp-endpoint = "{{collector.Urls.Single()}}" }
            """));
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
        var trace = ActivityTraceId.CreateRandom();
        await using (var client = await ChatClient.ConnectAsync(server.Url, alice, traceparent: $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))
        {
            await client.CallAsync("message", new { companion = bob.Login, message = "the text of a message" });
        }

        Assert.Equal(0, await server.TerminateAsync());
        var all = _exported.SelectMany(bytes => bytes).ToArray();
        foreach (var name in new[] { "actorchat", "POST /registr", "connect", "message", "session", "room", "write", "journal" })
        {
            Assert.True(all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0, $"{name} was not exported");
        }

        Assert.True(all.AsSpan().IndexOf(Convert.FromHexString(trace.ToHexString())) >= 0, "The client's trace was not exported");
        Assert.True(all.AsSpan().IndexOf("the text of a message"u8) < 0, "A text was exported");
    }

    /// <summary>OTLP's trace service over gRPC; it accepts everything.</summary>
    private async Task<WebApplication> CollectAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        var collector = builder.Build();
        collector.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _exported.Enqueue(body.ToArray());
            http.Response.ContentType = "application/grpc";
            // An empty answer: no compression, no bytes.
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync();
        return collector;
    }
}
