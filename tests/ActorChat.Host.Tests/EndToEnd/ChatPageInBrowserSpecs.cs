namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>The chat page in Chromium against this build of the server, which its tests start and kill themselves.</summary>
public sealed class ChatPageInBrowserSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_page_in_git_is_what_its_source_is_built_to_and_passes_its_tests_in_a_browser()
    {
        var (exitCode, output) = await ClientScripts.TestAsync("chat-page", s_patience);
        Assert.True(exitCode == 0, output);
    }
}
