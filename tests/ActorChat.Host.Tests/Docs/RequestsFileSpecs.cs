using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Docs;

/// <summary>requests/chat.http, run from top to bottom as an editor would.</summary>
public sealed partial class RequestsFileSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(ClientScripts.Root, "requests", "chat.http"));

    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, JsonDocument> _answers = [];

    [Fact]
    public async Task Every_request_is_answered_and_users_and_passwords_are_those_of_the_readme()
    {
        Assert.Contains("for login in alice bob", await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "README.md")), StringComparison.Ordinal);
        foreach (var block in Blocks())
        {
            if (block.Name == "chats")
            {
                // The chat of the README.
                await using var client = await ChatClient.ConnectAsync(server.Url, new TestUser("alice", _values["token"]));
                await client.CallAsync("join_room", new { companion = "bob" });
            }

            await SendAsync(block);
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_protocol_page_is_there()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "protocol.md"));
        var endpoints = Endpoint().Matches(page[page.IndexOf("## HTTP", StringComparison.Ordinal)..page.IndexOf("### Export", StringComparison.Ordinal)]).Select(static found => found.Groups[1].Value).Distinct();
        var text = string.Join('\n', s_lines);
        Assert.All(endpoints, endpoint => Assert.Contains("{{host}}" + endpoint, text, StringComparison.Ordinal));
    }

    /// <summary>The paths in the first column.</summary>
    [GeneratedRegex(@"^\|.*?`(?:GET|POST)?(?:, POST)? ?(/[a-z-]+(?:/[a-z0-9.-]+)*)`", RegexOptions.Multiline)]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"\{\{(?<name>[a-z]+)(\.response\.body\.(?<path>[a-zA-Z0-9\[\].]+))?\}\}")]
    private static partial Regex Place();

    private async Task SendAsync(Block block)
    {
        foreach (var set in block.Lines.Where(static line => line.StartsWith('@')))
        {
            var parts = set[1..].Split(" = ", 2);
            _values[parts[0]] = parts[0] == "host" ? server.Url : Filled(parts[1]);
        }

        var lines = block.Lines.SkipWhile(static line => line.Length == 0 || line[0] is '@' or '#').ToList();
        if (lines.Count == 0)
        {
            return;
        }

        var head = lines.TakeWhile(static line => line.Length > 0).ToList();
        var body = string.Join('\n', lines.Skip(head.Count + 1)).Trim();
        using var request = new HttpRequestMessage(new HttpMethod(head[0].Split(' ')[0]), Filled(head[0].Split(' ')[1]));
        if (body.Length > 0)
        {
            request.Content = new StringContent(Filled(body), Encoding.UTF8, "application/json");
        }

        if (head.Find(static line => line.StartsWith("Authorization: ", StringComparison.Ordinal)) is { } authorization)
        {
            request.Headers.Add("Authorization", Filled(authorization.Split(": ")[1]));
        }

        using var answer = await server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{head[0]}: {(int)answer.StatusCode} {text}");
        if (block.Name is { } name)
        {
            _answers[name] = JsonDocument.Parse(text);
        }
    }

    private string Filled(string text) => Place().Replace(text, place => place.Groups["path"].Success
        ? place.Groups["path"].Value.Replace("[", ".[", StringComparison.Ordinal).Split('.')
            .Aggregate(_answers[place.Groups["name"].Value].RootElement, static (at, step) => step[0] == '[' ? at[step[1] - '0'] : at.GetProperty(step)).GetString()!
        : _values[place.Groups["name"].Value]);

    private static IEnumerable<Block> Blocks()
    {
        var lines = new List<string>();
        foreach (var line in s_lines.Append("###"))
        {
            if (!line.StartsWith("###", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            yield return new Block(lines.Find(static line => line.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..], [.. lines]);
            lines.Clear();
        }
    }

    private sealed record Block(string? Name, IReadOnlyList<string> Lines);
}
