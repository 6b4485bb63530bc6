using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Admin;

/// <summary>The command <c>config reload</c>: the running server of this machine reads its settings again. It asks the admin interface.</summary>
internal static class ReloadCommand
{
    public const string Path = "/admin/settings/reload";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="environment">The server's environment: its settings say where the admin interface is.</param>
    /// <param name="isTrial">Whether to change nothing.</param>
    /// <param name="output">Gets a line for each changed setting.</param>
    /// <exception cref="SettingsException">The server would not start with the settings, or there is no admin interface.</exception>
    public static async Task<int> RunAsync(ServerEnvironment environment, bool isTrial, TextWriter output)
    {
        var settings = ServerSettings.Load(environment);
        if (environment.AdminToken is not { } token || settings.Metrics.Listen is not { } address)
        {
            throw new SettingsException($"config reload: must have the server's {ServerEnvironment.AdminTokenVariable}, and actorchat.metrics.listen must not be off");
        }

        using var http = new HttpClient { Timeout = Timeout };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{address}{Path}{(isTrial ? "?dry-run=true" : "")}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
            {
                await output.WriteLineAsync($"refused: {await answer.Content.ReadAsStringAsync()}");
                return 1;
            }

            await PrintAsync((await answer.Content.ReadFromJsonAsync<ReloadedSettings>())!, output);
            return 0;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync($"{address} does not answer: {failure.Message}");
            return 1;
        }
    }

    private static async Task PrintAsync(ReloadedSettings reloaded, TextWriter output)
    {
        foreach (var changed in reloaded.Live)
        {
            await output.WriteLineAsync($"{(reloaded.DryRun ? "would change" : "changed")}  {changed}");
        }

        foreach (var changed in reloaded.Restart)
        {
            await output.WriteLineAsync($"needs a restart  {changed}");
        }

        if (reloaded is { Live: [], Restart: [] })
        {
            await output.WriteLineAsync("nothing has changed");
        }
    }
}
