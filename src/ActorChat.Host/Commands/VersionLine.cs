using System.CommandLine;
using System.CommandLine.Invocation;
using ActorChat.Host.Composition;

namespace ActorChat.Host.Commands;

/// <summary>Prints the version.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parsed)
    {
        parsed.InvocationConfiguration.Output.WriteLine(ProgramVersion.Text);
        return Tool.Done;
    }
}
