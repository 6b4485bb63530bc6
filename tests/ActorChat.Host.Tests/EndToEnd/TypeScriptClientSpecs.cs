namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>The client in TypeScript against this build of the server: its tests start the server themselves, because they also kill it.</summary>
public sealed class TypeScriptClientSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task The_client_builds_and_passes_its_tests()
    {
        var (exitCode, output) = await ClientScripts.TestAsync("typescript", s_patience);
        Assert.True(exitCode == 0, output);
    }
}
