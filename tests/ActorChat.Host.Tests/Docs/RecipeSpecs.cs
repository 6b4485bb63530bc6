using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Docs;

/// <summary>The recipe for a fresh session, run as docs/protocol.md prints it.</summary>
public sealed class RecipeSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Start = "```js recipe\n";

    /// <summary>Alice remembers another history; then her connection is lost while both write more than a page.</summary>
    private const string Use = """
        const [url, alice, aliceToken, bob, bobToken] = process.argv.slice(1);
        const until = async (isSo) => { while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20)); };
        (async () => {
          const [seen, kept] = [[], { epoch: "of another history", seq: 99 }];
          const atAlice = follow(url, { login: alice, token: aliceToken }, bob, kept, (message) => seen.push(message));
          const atBob = follow(url, { login: bob, token: bobToken }, alice, {}, () => {});
          atBob.write("1");
          await until(() => seen.length === 1);
          atAlice.socket.io.engine.close();
          await until(() => !atAlice.socket.connected);
          atAlice.write("2");
          for (let number = 3; number <= 130; number++) atBob.write(`${number}`);
          await until(() => seen.length >= 130);
          const texts = new Set(seen.map(({ message }) => message));
          const ofBob = seen.filter(({ login }) => login === bob).map(({ message }) => message);
          if (seen.some(({ seq }, at) => seq !== at + 1) || texts.size !== 130 || kept.seq !== 130 || ofBob.some((text, at) => at > 0 && +text <= +ofBob[at - 1])) throw new Error(JSON.stringify(seen.map(({ seq, message }) => [seq, message])));
          console.log("each once, in order");
          process.exit(0);
        })();
        """;

    [Fact]
    public async Task It_shows_each_message_once_and_in_order_over_a_lost_connection_and_another_history()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "protocol.md"));
        var start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var recipe = page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
        Assert.Contains("require(\"socket.io-client\")", recipe, StringComparison.Ordinal);
        var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));

        // Here the package has a name with its version.
        var script = recipe.Replace("require(\"socket.io-client\")", "require(\"socket.io-client-4\")", StringComparison.Ordinal) + "\n" + Use;
        var (exitCode, output) = await ClientScripts.RunAsync("node", ["-e", script, server.Url, alice.Login, alice.Token, bob.Login, bob.Token]);
        Assert.True(exitCode == 0, output);
        Assert.Equal("each once, in order", output.Trim());
    }
}
