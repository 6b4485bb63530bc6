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
        var (isGood, text) = await AskAsync(ServerEnvironment.FromProcess(), "/health/live", stop);
        await output.WriteLineAsync(text);
        return isGood ? Tool.Done : Tool.Failed;
    }

    /// <summary>Where a client on this machine finds the server that the environment names.</summary>
    public static string AddressOf(ServerEnvironment environment) => environment.Urls.Split(';')[0].Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
        .Replace("//+", "//127.0.0.1", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal);

    /// <summary>Whether the server that the environment names is in good health, and what it says.</summary>
    /// <exception cref="ToolException">It does not answer.</exception>
    public static async Task<(bool IsGood, string Text)> AskAsync(ServerEnvironment environment, string path, CancellationToken stop)
    {
        var url = new UriBuilder(AddressOf(environment)) { Path = path };
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var answer = await http.GetAsync(url.Uri, stop);
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !stop.IsCancellationRequested))
        {
            throw new ToolException($"{url.Uri} does not answer: {failure.Message}");
        }
    }
}
