using System.CommandLine;
using System.Text.Json;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The commands about settings: <c>check-config</c> and <c>config …</c>.</summary>
internal static class ConfigCommands
{
    private const string Standard = "default";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ToolCommand CheckConfig() => Checking(new ToolCommand("check-config", "Check the settings as the start would, and print those in force.")
    {
        Heading = "Settings",
        Details = "Nothing is started. If the server would refuse the settings, one line says why, with file and line, and the exit code is 1. Secrets are not printed.",
        Examples = ["actorchat check-config /etc/actorchat/actorchat.conf", "ACTORCHAT__LOG__LEVEL=debug actorchat check-config"],
    });

    public static ToolCommand Config() => new("config", "Look at the settings, and reload them.")
    {
        Checking(new ToolCommand("check", "The same as check-config.")),
        Printing(new ToolCommand("doc", "Print docs/configuration.md: every setting with its range, default and reason."), static () => SettingsPage.Print(KnownSettings.Read())),
        Printing(new ToolCommand("schema", "Print a JSON Schema of the settings, for editors."), static () => SettingsSchema.Print(KnownSettings.Read())),
        Show(),
        ReloadCommand.Create(),
    };

    /// <summary>Checks the settings, as the start would, and prints the effective settings.</summary>
    /// <exception cref="SettingsException">The server would not start with it.</exception>
    internal static async Task<int> CheckAsync(ServerEnvironment environment, TextWriter output)
    {
        foreach (var (key, value) in EffectiveSettings.Of(ServerSettings.Load(environment).Config))
        {
            await output.WriteLineAsync($"{key} = {value}");
        }

        return Tool.Done;
    }

    private static ToolCommand Checking(ToolCommand command)
    {
        var file = new Argument<string?>("FILE") { Description = "The file that overrides hocon.conf; that of ACTORCHAT_CONFIG if it is left out.", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(file);
        command.SetAction((given, _) => CheckAsync(
            given.GetValue(file) is { } own ? ServerEnvironment.FromProcess() with { ConfigFile = own } : ServerEnvironment.FromProcess(), given.InvocationConfiguration.Output));
        return command;
    }

    private static ToolCommand Printing(ToolCommand command, Func<string> text)
    {
        command.SetAction(async (given, _) =>
        {
            await given.InvocationConfiguration.Output.WriteAsync(text());
            return Tool.Done;
        });
        return command;
    }

    private static ToolCommand Show()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ToolCommand("show", "Print the settings as files and variables say them, and where each was set.")
        {
            Details = "They are read from the files and variables of this command, which are the server's if it is run in the same environment. "
                + "Limits that were set while a server ran are not among them: GET /admin/limits and GET /admin/settings have those in force.",
            Examples = ["ACTORCHAT_CONFIG=/etc/actorchat/actorchat.conf actorchat config show | grep -v '# default'"],
        };
        command.Options.Add(json);
        command.SetAction(async (given, _) =>
        {
            var environment = ServerEnvironment.FromProcess();
            var (values, written, output) = (EffectiveSettings.Of(ServerSettings.Load(environment).Config), SettingsFile.Load(environment), given.InvocationConfiguration.Output);
            if (given.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(values.ToDictionary(static one => one.Key, one => new { value = one.Value, origin = written.FindPlace(one.Key) ?? Standard }), Indented));
                return Tool.Done;
            }

            foreach (var (key, value) in values)
            {
                await output.WriteLineAsync($"{key} = {value}  # {written.FindPlace(key) ?? Standard}");
            }

            return Tool.Done;
        });
        return command;
    }
}
