using System.CommandLine;
using ActorChat.Host.Commands;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Commands;

/// <summary>The command line itself: what is asked for wrongly is told in one line, and the help says everything.</summary>
public sealed class ToolSpecs
{
    private const int WidestHelp = 130;

    [Theory]
    [InlineData("there is no command bakcup; did you mean backup?", "bakcup", "x")]
    [InlineData("there is no command scheme; did you mean schema?", "config", "scheme")]
    [InlineData("there is no command nothing-like-it (see actorchat --help)", "nothing-like-it")]
    [InlineData("there is no option --dta; did you mean --data?", "backup", "--dta", "x", "y")]
    [InlineData("there is no option --dry-rn; did you mean --dry-run?", "config", "reload", "--dry-rn")]
    [InlineData("config: must be followed by one of check, doc, schema, show, reload", "config")]
    [InlineData("backup: DIR is missing", "backup")]
    [InlineData("backup takes no further argument: b", "backup", "a", "b")]
    [InlineData("Option '--to' is required", "copy", "--from", "sqlite")]
    [InlineData("Argument 'mysql' not recognized", "copy", "--from", "sqlite", "--to", "mysql")]
    [InlineData("serve takes no further argument: now", "serve", "now")]
    public async Task A_wrong_command_line_does_nothing_and_says_in_one_line_what_is_wrong(string says, params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);
        Assert.Equal(Tool.Wrong, exitCode);
        Assert.Empty(output);
        Assert.StartsWith($"actorchat: {says}", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Without_a_command_and_with_serve_the_program_is_the_server()
    {
        Assert.Null((await RunAsync()).ExitCode);
        Assert.Null((await RunAsync("serve")).ExitCode);
    }

    [Fact]
    public async Task The_help_has_one_line_for_each_command_and_no_line_is_too_wide()
    {
        var (exitCode, help, _) = await RunAsync("--help");
        Assert.Equal(Tool.Done, exitCode);
        var lines = help.Split('\n');
        Assert.All(Leaves(Tool.Root(), ""), leaf => Assert.Single(lines, line => line.StartsWith($"  {leaf.Path} ", StringComparison.Ordinal) && line.EndsWith(leaf.Command.Description!, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Length > WidestHelp);
        Assert.Equal(help, (await RunAsync("help")).Output);
    }

    [Fact]
    public void The_page_of_the_tool_lists_every_command()
    {
        var page = File.ReadAllText(Path.Combine(ClientScripts.Root, "docs", "tool.md"));
        Assert.All(Leaves(Tool.Root(), ""), leaf => Assert.Matches($"(?m)^\\| .*`{leaf.Path}[` ]", page));
    }

    [Fact]
    public async Task Every_command_explains_itself_its_arguments_and_its_options()
    {
        foreach (var (path, command) in Leaves(Tool.Root(), ""))
        {
            var (exitCode, help, _) = await RunAsync([.. path.Split(' '), "--help"]);
            Assert.Equal(Tool.Done, exitCode);
            Assert.StartsWith($"Usage: actorchat {path}", help, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
            Assert.All(command.Options, option => Assert.NotEmpty(option.Description ?? ""));
            Assert.All(command.Arguments, argument => Assert.NotEmpty(argument.Description ?? ""));
            Assert.Equal(help, (await RunAsync(["help", .. path.Split(' ')])).Output);
        }
    }

    [Fact]
    public void Every_example_of_the_help_is_a_right_command_line()
    {
        var examples = Leaves(Tool.Root(), "").SelectMany(leaf => leaf.Command.Examples).ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var words = example.Split(" | ")[0].Split(' ').SkipWhile(word => word != "actorchat").Skip(1).TakeWhile(static word => word is not "<").ToArray();
            Assert.NotEmpty(words);
            Assert.Null(WrongLine.Of(Tool.Root().Parse(words), words));
        }
    }

    [Fact]
    public async Task The_program_runs_under_the_name_of_the_tool_with_its_exit_codes()
    {
        var (exitCode, output, _) = await ToolProcess.RunAsync(["--version"]);
        Assert.Equal((0, "0.1.0\n"), (exitCode, output));
        var wrong = await ToolProcess.RunAsync(["srve"]);
        Assert.Equal((2, "", "actorchat: there is no command srve; did you mean serve? (see actorchat --help)\n"), wrong);
    }

    private static IEnumerable<(string Path, ToolCommand Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, (ToolCommand)command)]
        : command.Subcommands.SelectMany(one => Leaves(one, path.Length == 0 ? one.Name : $"{path} {one.Name}"));

    private static async Task<(int? ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        return (await Tool.RunAsync(arguments, output, errors), output.ToString(), errors.ToString());
    }
}
