using System.CommandLine;

namespace ActorChat.Host.Commands;

/// <summary>A command and what its help says beside the options.</summary>
/// <param name="name">How it is called.</param>
/// <param name="summary">What it does, in one line.</param>
/// <param name="heading">The heading over it in the list of all commands; empty for that of the command before it.</param>
/// <param name="details">What else there is to know.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class ToolCommand(string name, string summary, string heading = "", string details = "", params string[] examples) : Command(name, summary)
{
    public string Heading { get; init; } = heading;

    public string Details { get; init; } = details;

    public IReadOnlyList<string> Examples { get; init; } = examples;
}
