using System.Text;
using ActorChat.Host.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorChat.Host.Tests.Observability;

public sealed class OtlpSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_collector_that_is_set_gets_the_metrics_by_grpc()
    {
        var got = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        await using var collector = builder.Build();
        collector.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", async http =>
        {
            var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            got.TrySetResult(Encoding.UTF8.GetString(body.ToArray()));
            // An empty message: no compression, no bytes.
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync();

        await using var server = await OperatedServer.StartAsync(settings: $"actorchat.metrics {{ otlp-endpoint = \"{collector.Urls.Single()}\", otlp-every = 1s }}");
        var sent = await got.Task.WaitAsync(Patience);
        Assert.Contains("actorchat.partitions.open", sent, StringComparison.Ordinal);
        Assert.Contains("service.name", sent, StringComparison.Ordinal);
        Assert.Contains("dotnet.gc", sent, StringComparison.Ordinal);
    }
}
