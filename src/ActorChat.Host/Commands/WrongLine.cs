using System.CommandLine;
using System.CommandLine.Parsing;
using ActorChat.Settings;

namespace ActorChat.Host.Commands;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class WrongLine
{
    private const string AllAfterAreNames = "--";

    /// <summary>Null if nothing is wrong.</summary>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var command = parsed.CommandResult.Command;
        var names = arguments.SkipWhile(static argument => argument != AllAfterAreNames).ToHashSet(StringComparer.Ordinal);
        // The parser takes an unknown option for an argument if the command has one.
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static argument => argument.Tokens).Select(static token => token.Value);
        if (taken.Concat(parsed.UnmatchedTokens).FirstOrDefault(word => IsOption(word) && !names.Contains(word)) is { } option)
        {
            return $"there is no option {option}{NearestKey.Ask(option, OptionsOf(parsed.CommandResult))} ({HelpOf(parsed.CommandResult)})";
        }

        if (parsed.UnmatchedTokens is [var word, ..])
        {
            return command.Subcommands.Count > 0
                ? $"there is no command {word}{NearestKey.Ask(word, command.Subcommands.Select(static one => one.Name))} ({HelpOf(parsed.CommandResult)})"
                : $"{PathOf(parsed.CommandResult)} takes no further argument: {word} ({HelpOf(parsed.CommandResult)})";
        }

        return command.Subcommands.Count > 0 && parsed.Errors.Count > 0
            ? $"{PathOf(parsed.CommandResult)}: must be followed by one of {string.Join(", ", command.Subcommands.Select(static one => one.Name))}"
            : parsed.Errors is [var error, ..] ? $"{Plain(error, parsed)} ({HelpOf(parsed.CommandResult)})" : null;
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static IEnumerable<string> OptionsOf(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult of; at = at.Parent)
        {
            foreach (var option in of.Command.Options)
            {
                yield return option.Name;
            }
        }
    }

    private static string Plain(ParseError error, ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 }) is { } missing
            ? $"{PathOf(parsed.CommandResult)}: {missing.Name} is missing"
            : error.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static string HelpOf(CommandResult result) => $"see {(result.Parent is null ? Tool.Name : $"{Tool.Name} {PathOf(result)}")} --help";

    /// <summary>The command as it is called, without the program's name.</summary>
    private static string PathOf(CommandResult result) => result.Parent is CommandResult { Parent: not null } parent ? $"{PathOf(parent)} {result.Command.Name}" : result.Command.Name;
}
