using System.Diagnostics;
using ActorChat.Host.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActorChat.Host.Tests.Http;

/// <summary>A failed request of a client that is gone has nobody to be told.</summary>
public sealed class RefusingSpecs
{
    [Fact]
    public async Task Who_is_gone_is_not_answered_by_a_server_that_has_stopped_meanwhile() => Assert.Null(await Record.ExceptionAsync(() => FailAsync(isGone: true)));

    [Fact]
    public async Task Who_is_there_cannot_be_answered_by_a_server_that_has_stopped_meanwhile() => await Assert.ThrowsAsync<HttpRefusedException>(() => FailAsync(isGone: false));

    /// <summary>A request fails after the services that would write its answer were disposed of. If no answer can be written, the failure goes through.</summary>
    private static async Task FailAsync(bool isGone)
    {
        using var diagnostics = new DiagnosticListener("test");
        await using var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(diagnostics).BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseRefusals();
        app.Run(static _ => throw new HttpRefusedException(HttpProblem.InvalidRequest, null));
        var stopped = new ServiceCollection().AddLogging().BuildServiceProvider();
        await stopped.DisposeAsync();
        await app.Build()(new DefaultHttpContext { RequestServices = stopped, RequestAborted = new CancellationToken(isGone) });
    }
}
