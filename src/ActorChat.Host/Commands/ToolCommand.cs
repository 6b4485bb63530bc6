using System.CommandLine;

namespace ActorChat.Host.Commands;

/// <summary>A command and what its help says beside the options.</summary>
/// <param name="name">How it is called.</param>
/// <param name="summary">What it does, in one line.</param>
internal sealed class ToolCommand(string name, string summary) : Command(name, summary)
{
    /// <summary>What else there is to know.</summary>
    public string Details { get; init; } = "";

    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The heading over it in the list of all commands; empty for that of the command before it.</summary>
    public string Heading { get; init; } = "";
}
