using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Docs;

/// <summary>The chat in one minute, run as README.md prints it.</summary>
public sealed class ReadmeSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private const string PrintedUrl = "http://localhost:8080";

    [Fact]
    public async Task The_chat_in_one_minute_works_as_it_is_printed()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "README.md"));
        var minute = text[text.IndexOf("## A chat in one minute", StringComparison.Ordinal)..];

        var (registered, accounts) = await ClientScripts.RunAsync("bash", ["-ec", Block(minute, "sh")]);
        Assert.True(registered == 0, accounts);
        Assert.Equal("""{"login":"alice"}{"login":"bob"}""", accounts);

        // Here the package has a name with its version.
        var script = Block(minute, "js").Replace("require(\"socket.io-client\")", "require(\"socket.io-client-4\")", StringComparison.Ordinal);
        var (exitCode, output) = await ClientScripts.RunAsync("node", ["-e", script]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("seq: 1", output, StringComparison.Ordinal);
        Assert.Contains("alice: hello", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_is_short()
    {
        Assert.InRange(File.ReadLines(Path.Combine(ClientScripts.Root, "README.md")).Count(), 50, 150);
    }

    private string Block(string text, string language)
    {
        var start = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        var block = text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)];
        Assert.Contains(PrintedUrl, block, StringComparison.Ordinal);
        return block.Replace(PrintedUrl, server.Url, StringComparison.Ordinal);
    }
}
