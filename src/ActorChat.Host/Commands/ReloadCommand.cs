using System.CommandLine;
using System.Text.Json;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The command <c>config reload</c>: the running server of this machine reads its settings again. It asks the admin interface.</summary>
internal static class ReloadCommand
{
    public const string Path = "/admin/settings/reload";

    public static ToolCommand Create()
    {
        var trial = new Option<bool>("--dry-run") { Description = "Change nothing, and say what would change." };
        var command = new ToolCommand("reload", "Let the running server read its settings again.")
        {
            Details = "It needs the server's own environment: its settings say where the admin interface is, and ACTORCHAT_ADMIN_TOKEN opens it. SIGHUP does the same without both.",
            Examples = ["actorchat config reload --dry-run"],
        };
        command.Options.Add(trial);
        command.SetAction((given, stop) => RunAsync(ServerEnvironment.FromProcess(), given.GetValue(trial), given.InvocationConfiguration.Output, stop));
        return command;
    }

    /// <param name="environment">The server's environment: its settings say where the admin interface is.</param>
    /// <param name="isTrial">Whether to change nothing.</param>
    /// <param name="output">Gets a line for each changed setting.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ToolException">The server would not start with the settings, or there is no admin interface.</exception>
    public static async Task<int> RunAsync(ServerEnvironment environment, bool isTrial, TextWriter output, CancellationToken stop = default)
    {
        using var client = AdminClient.Of(environment);
        var answer = await client.SendAsync(HttpMethod.Post, $"{Path}{(isTrial ? "?dry-run=true" : "")}", null, stop);
        await PrintAsync(answer.Deserialize<ReloadedSettings>(JsonSerializerOptions.Web)!, output);
        return Tool.Done;
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
