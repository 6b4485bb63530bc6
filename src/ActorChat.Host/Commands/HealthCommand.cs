using ActorChat.Host.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The command <c>check-health</c>: asks the server of this machine whether it lives, for images that have no other program to ask with.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public static ToolCommand Create()
    {
        var command = new ToolCommand("check-health", "Ask the server of this machine whether it lives; ends with 1 if not.")
        {
            Details = "It asks /health/live at the first address of ACTORCHAT_URLS. Containers use it as their health check.",
        };
        command.SetAction((given, stop) => RunAsync(given.InvocationConfiguration.Output, stop));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, CancellationToken stop)
    {
        var listens = ServerEnvironment.FromProcess().Urls.Split(';')[0];
        var url = new UriBuilder(listens.Replace("//*", "//127.0.0.1", StringComparison.Ordinal).Replace("//+", "//127.0.0.1", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)) { Path = "/health/live" };
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var answer = await http.GetAsync(url.Uri, stop);
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync(stop));
            return answer.IsSuccessStatusCode ? Tool.Done : Tool.Failed;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            throw new ToolException($"{url.Uri} does not answer: {failure.Message}");
        }
    }
}
