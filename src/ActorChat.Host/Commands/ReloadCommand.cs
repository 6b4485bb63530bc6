using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The command <c>config reload</c>: the running server of this machine reads its settings again. It asks the admin interface.</summary>
internal static class ReloadCommand
{
    public const string Path = "/admin/settings/reload";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static ToolCommand Create()
    {
        var trial = new Option<bool>("--dry-run") { Description = "Change nothing, and say what would change." };
        var command = new ToolCommand("reload", "Let the running server read its settings again.")
        {
            Details = "It needs the server's own environment: its settings say where the admin interface is, and ACTORCHAT_ADMIN_TOKEN opens it. SIGHUP does the same without both.",
            Examples = ["actorchat config reload --dry-run"],
        };
        command.Options.Add(trial);
        command.SetAction((given, _) => RunAsync(ServerEnvironment.FromProcess(), given.GetValue(trial), given.InvocationConfiguration.Output));
        return command;
    }

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
