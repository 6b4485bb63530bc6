using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Admin;

/// <summary>The program's other commands: <c>check-config FILE</c>, <c>config …</c>, <c>check-health</c> and <c>copy</c>.</summary>
internal static class OperatorCommands
{
    public const string Usage = "usage: actorchat [check-config FILE | config doc | config schema | config reload [--dry-run] | check-health | copy --from sqlite --to postgresql | copy --from postgresql --to sqlite]";

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Runs a command; returns the exit code.</summary>
    public static Task<int> RunAsync(string[] arguments, TextWriter output) => arguments switch
    {
        ["check-config", var file] => CheckConfigAsync(ServerEnvironment.FromProcess() with { ConfigFile = file }, output),
        ["config", "doc"] => PrintAsync(SettingsPage.Print(KnownSettings.Read()), output),
        ["config", "schema"] => PrintAsync(SettingsSchema.Print(KnownSettings.Read()), output),
        ["config", "reload"] => ReloadCommand.RunAsync(ServerEnvironment.FromProcess(), isTrial: false, output),
        ["config", "reload", "--dry-run"] => ReloadCommand.RunAsync(ServerEnvironment.FromProcess(), isTrial: true, output),
        ["check-health"] => CheckHealthAsync(output),
        ["copy", "--from", var from, "--to", var to] => CopyCommand.RunAsync(from, to, output),
        _ => throw new SettingsException(Usage),
    };

    /// <summary>Checks the settings, as the start would, and prints the effective settings.</summary>
    /// <exception cref="SettingsException">The server would not start with it.</exception>
    internal static async Task<int> CheckConfigAsync(ServerEnvironment environment, TextWriter output)
    {
        var settings = ServerSettings.Load(environment);
        foreach (var (key, value) in EffectiveSettings.Of(settings.Config))
        {
            await output.WriteLineAsync($"{key} = {value}");
        }

        return 0;
    }

    private static async Task<int> PrintAsync(string text, TextWriter output)
    {
        await output.WriteAsync(text);
        return 0;
    }

    private static async Task<int> CheckHealthAsync(TextWriter output)
    {
        var listens = ServerEnvironment.FromProcess().Urls.Split(';')[0];
        var url = new UriBuilder(listens.Replace("//*", "//127.0.0.1", StringComparison.Ordinal).Replace("//+", "//127.0.0.1", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)) { Path = "/health/live" };
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { Timeout = HealthTimeout };
        try
        {
            using var answer = await http.GetAsync(url.Uri);
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
