using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The answer to <c>--help</c>: all commands, a line for each, or all about one of them.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Width = 100;

    private static readonly (string Name, string Says)[] Variables =
    [
        (ServerEnvironment.DataVariable, "the data folder; ./data if it is not set"),
        (ServerEnvironment.ConfigVariable, "the file that overrides hocon.conf"),
        ("ACTORCHAT__…", "any setting: ACTORCHAT__LOG__LEVEL=debug is actorchat.log.level = debug"),
        (ServerEnvironment.UrlsVariable, "where the server listens"),
        (ServerEnvironment.PostgreSqlVariable, "the database, with storage = postgresql"),
        (ServerEnvironment.AdminTokenVariable, "the token of the admin interface; never given as an argument"),
    ];

    public override int Invoke(ParseResult parsed) => Print(parsed, parsed.InvocationConfiguration.Output);

    public static int Print(ParseResult parsed, TextWriter output)
    {
        var path = PathOf(parsed.CommandResult);
        if (parsed.CommandResult.Command is ToolCommand command && path.Contains(' ', StringComparison.Ordinal))
        {
            PrintOne(path, command, output);
        }
        else
        {
            PrintAll(parsed.CommandResult.Command, output);
        }

        return Tool.Done;
    }

    private static void PrintAll(Command root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Tool.Name} [COMMAND] [OPTIONS]");
        var leaves = root.Subcommands.OfType<ToolCommand>().SelectMany(static command => Leaves(command, command.Name, command.Heading)).ToList();
        PrintLeaves(leaves, output);
        PrintRows("Environment", Variables, output);
        output.WriteLine();
        output.WriteLine("Results are on the standard output, progress and failures on the standard error.");
        output.WriteLine("Exit codes: 0 done, 1 failed or refused, 2 the command line is wrong, 130 interrupted.");
        output.WriteLine($"{Tool.Name} COMMAND --help says more about a command.");
    }

    private static void PrintOne(string path, ToolCommand command, TextWriter output)
    {
        output.WriteLine($"Usage: {path}{ArgumentsOf(command)}{(command.Subcommands.Count > 0 ? " COMMAND" : "")} [OPTIONS]");
        output.WriteLine();
        output.WriteLine(command.Description);
        if (command.Details.Length > 0)
        {
            output.WriteLine();
            foreach (var line in Wrapped(command.Details, Width))
            {
                output.WriteLine(line);
            }
        }

        PrintLeaves([.. command.Subcommands.OfType<ToolCommand>().SelectMany(one => Leaves(one, $"{command.Name} {one.Name}", ""))], output);
        PrintRows("Arguments", command.Arguments.Select(static argument => (argument.Name, argument.Description ?? "")), output);
        PrintRows("Options", OptionsOf(command).Select(static option => (NameOf(option), SaysOf(option))), output);
        if (command.Examples.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Examples");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }
        }
    }

    private static IEnumerable<(string Heading, string Line, string Says)> Leaves(ToolCommand command, string path, string heading) => command.Subcommands.Count == 0
        ? [(heading, path + ArgumentsOf(command), command.Description ?? "")]
        : command.Subcommands.OfType<ToolCommand>().SelectMany((one, index) => Leaves(one, $"{path} {one.Name}", index == 0 ? heading : ""));

    private static void PrintLeaves(List<(string Heading, string Line, string Says)> leaves, TextWriter output)
    {
        if (leaves.Count == 0)
        {
            return;
        }

        var width = leaves.Max(static leaf => leaf.Line.Length) + 4;
        for (var index = 0; index < leaves.Count; index++)
        {
            if (index == 0 || leaves[index].Heading.Length > 0)
            {
                output.WriteLine();
                output.WriteLine(leaves[index].Heading is { Length: > 0 } heading ? heading : "Commands");
            }

            output.WriteLine($"  {leaves[index].Line.PadRight(width)}{leaves[index].Says}");
        }
    }

    private static void PrintRows(string heading, IEnumerable<(string Name, string Says)> rows, TextWriter output)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(heading);
        var width = all.Max(static row => row.Name.Length) + 4;
        foreach (var (name, says) in all)
        {
            var lines = Wrapped(says, Width - width - 2);
            output.WriteLine($"  {name.PadRight(width)}{lines.FirstOrDefault()}".TrimEnd());
            foreach (var line in lines.Skip(1))
            {
                output.WriteLine(new string(' ', width + 2) + line);
            }
        }
    }

    private static List<string> Wrapped(string text, int width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }

    /// <summary>Its own, and those that it has from the commands above it.</summary>
    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(static option => option.Recursive)).Where(static option => !option.Hidden);

    private static string NameOf(Option option) =>
        option.ValueType == typeof(bool) || option.HelpName is null ? string.Join(", ", option.Aliases.Where(static alias => alias == "-h").Append(option.Name)) : $"{option.Name} {option.HelpName}";

    private static string SaysOf(Option option) => option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } standard
        ? FormattableString.Invariant($"{option.Description} Default: {standard}.")
        : option.Description ?? "";

    private static string ArgumentsOf(Command command) =>
        string.Concat(command.Arguments.Select(static argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : result.Command.Name;
}
