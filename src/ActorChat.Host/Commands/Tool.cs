using System.CommandLine;
using System.CommandLine.Help;
using ActorChat.Host.Composition;
using ActorChat.Host.Lifecycle;
using ActorChat.Settings;
using ActorChat.Storage;

namespace ActorChat.Host.Commands;

/// <summary>
/// The command line: <c>actorchat COMMAND</c>. Results go to the standard output, progress and failures to the standard error. Without a command, or with
/// <c>serve</c>, the program is the server.
/// </summary>
internal static class Tool
{
    public const string Name = "actorchat";

    public const int Done = 0;

    /// <summary>It was refused, or something did not work; one line says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Wrong = 2;

    /// <summary>It was interrupted, as shells say it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code; null if the program is to serve.</returns>
    public static async Task<int?> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is [] or ["serve"])
        {
            return null;
        }

        // "help X" is "X --help". A name that begins with @ is no file with further arguments.
        string[] asked = arguments is ["help", .. var topic] ? [.. topic, "--help"] : arguments;
        var parsed = Root().Parse(asked, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is HelpPage)
        {
            return HelpPage.Print(parsed, output);
        }

        if (WrongLine.Of(parsed, asked) is { } wrong)
        {
            await errors.WriteLineAsync($"{Name}: {wrong}");
            return Wrong;
        }

        // An interrupted command ends once it has removed what it began; a second signal ends it at once. The package listens only after a command has begun.
        using var signals = StopSignals.Listen();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Told);
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync($"{Name}: interrupted");
            return Interrupted;
        }
        catch (Exception failure) when (failure is ToolException or SettingsException or StorageException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{Name}: {failure.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    /// <summary>All commands, in the order of the list.</summary>
    internal static ToolCommand Root()
    {
        var root = new ToolCommand(Name, $"ActorChat {ProgramVersion.Text}: a chat server, and the tool to run it.")
        {
            new ToolCommand("serve", "Run the server, in the foreground; so does the program without a command.")
            {
                Heading = "Server",
                Details = "It listens at ACTORCHAT_URLS, keeps its data in ACTORCHAT_DATA and reads its settings from hocon.conf beside the program and from ACTORCHAT_CONFIG. It ends with 0 after SIGTERM or SIGINT.",
                Examples = ["ACTORCHAT_DATA=/var/lib/actorchat actorchat serve"],
            },
            HealthCommand.Create(),
            StatusCommand.Create(),
            ConfigCommands.CheckConfig(),
            ConfigCommands.Config(),
            DataCommands.Backup(),
            DataCommands.Restore(),
            CopyCommand.Create(),
            UserCommands.Create(),
            SessionsCommands.Create(),
            TraceCommand.Create(),
            BenchCommand.Create(),
        };
        root.Options.Add(new HelpOption { Action = new HelpPage(), Description = "Show this." });
        var version = new VersionOption { Description = "Show the version." };
        version.Action = new VersionLine();
        root.Options.Add(version);
        return root;
    }
}
