using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Testing;

namespace ActorChat.Host.Tests.Docs;

/// <summary>
/// The commands of docs/operations.md, word for word except for paths and ports, against a real server. A block that is run has a name after its opening
/// fence; for others the page says why they are not run.
/// </summary>
public sealed partial class OperationsPageSpecs : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ClientScripts.Root, "docs", "operations.md"));

    /// <summary>The beginnings of blocks that are not run, and the words of the page's last table that say why.</summary>
    private static readonly (string Begins, string Said)[] NotRun =
    [
        ("dotnet publish", "`dotnet publish`"),
        ("cp ops/systemd/", "`systemctl`"),
        ("docker build", "`docker`"),
        ("cp ops/nginx/", "`NginxSpecs`"),
        ("journalctl", "`journalctl`"),
        ("ops/audit.sh", "`AuditSpecs`"),
        ("admin -X PUT -H 'Content-Type: application/json' -d '{\"retention\"", "`RetentionSpecs`"),
    ];

    private readonly TestFolder _folder = new();
    private readonly int _port = FreePort.Take();
    private readonly int _operators = FreePort.Take();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_block_is_run_or_the_page_says_why_it_is_not()
    {
        var reasons = Page[Page.IndexOf("## 11.", StringComparison.Ordinal)..];
        var bare = Blocks().Where(block => block.Name.Length == 0).Select(block => block.Commands).ToList();
        Assert.All(bare, block => Assert.Contains(NotRun, known => block.StartsWith(known.Begins, StringComparison.Ordinal)));
        Assert.All(NotRun, known => Assert.Contains(bare, block => block.StartsWith(known.Begins, StringComparison.Ordinal)));
        Assert.All(NotRun, known => Assert.Contains(known.Said, reasons, StringComparison.Ordinal));
        Assert.Equal(["configure", "variables", "secrets", "traces", "limits", "tool", "admin", "reload"], Blocks().Select(block => block.Name).Where(name => name.Length > 0));
    }

    [Fact]
    public async Task The_commands_do_what_the_page_says()
    {
        var effective = await RunAsync("configure");
        Assert.Contains("actorchat.log.format = json", effective, StringComparison.Ordinal);
        var changed = await RunAsync("variables");
        Assert.Contains("actorchat.log.level = warning", changed, StringComparison.Ordinal);
        Assert.Contains("actorchat.socket-io.ping-timeout = 30s", changed, StringComparison.Ordinal);
        Assert.Contains("https://a.example", changed, StringComparison.Ordinal);
        await RunAsync("secrets");
        await RunAsync("traces");
        var config = _folder.PathOf("etc/actorchat.conf");
        await File.AppendAllTextAsync(config, $"\nactorchat.metrics.listen = \"127.0.0.1:{_operators}\"\nactorchat.tracing.sample-ratio = 0\nactorchat.passwords {{ memory = 64KiB, iterations = 1 }}\n");
        var secret = (await File.ReadAllTextAsync(_folder.PathOf("etc/environment"))).Trim();
        Assert.Equal("600\n", await ShellAsync($"stat -c %a {_folder.PathOf("etc/environment")}"));

        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), config, $"http://127.0.0.1:{_port}", secret);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var alice = await TestUser.RegisterAsync(http, "alice");
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        var session = await SessionOfAsync(secret[(secret.IndexOf('=', StringComparison.Ordinal) + 1)..]);

        var seen = await RunAsync("tool");
        Assert.Contains("version 0.1.0", seen, StringComparison.Ordinal);
        Assert.Contains($"session     {session}", seen, StringComparison.Ordinal);
        var output = await RunAsync("limits", "admin", session);
        Assert.Contains("20 per 1s, burst 200", output, StringComparison.Ordinal);
        Assert.Contains(session, output, StringComparison.Ordinal);
        Assert.Equal("nothing has changed\n", await RunAsync("reload"));
        // The odd login of the page does not exist here, and can no longer be registered.
        Assert.Equal(1, output.Split("\"code\":").Length - 1);
        await client.DisconnectedAsync();
        using var refused = await http.PostAsJsonAsync("/login", new { login = "alice", password = TestUser.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
    }

    private async Task<string> SessionOfAsync(string token)
    {
        using var admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_operators}") };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var listed = await admin.GetStringAsync("/admin/sessions?login=alice");
        return SessionId().Match(listed).Groups[1].Value is { Length: > 0 } id ? id : throw new InvalidOperationException(listed);
    }

    private Task<string> RunAsync(string block) => ShellAsync(Commands(block));

    private Task<string> RunAsync(string first, string second, string session) =>
        ShellAsync(Commands(first) + Commands(second).Replace("SESSION_ID", session, StringComparison.Ordinal));

    private string Commands(string name) => Blocks().Single(block => block.Name == name).Commands
        .Replace("/opt/actorchat", AppContext.BaseDirectory.TrimEnd('/'), StringComparison.Ordinal)
        .Replace("/etc/actorchat", _folder.PathOf("etc"), StringComparison.Ordinal)
        .Replace("127.0.0.1:9464", $"127.0.0.1:{_operators}", StringComparison.Ordinal);

    private async Task<string> ShellAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-euc", commands]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACTORCHAT_URLS"] = $"http://127.0.0.1:{_port}";
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(ServerProcess.Patience);
        Assert.True(shell.ExitCode == 0, await errors + await output);
        return await output;
    }

    private static IEnumerable<(string Name, string Commands)> Blocks() =>
        Block().Matches(Page).Select(block => (block.Groups[1].Value, block.Groups[2].Value));

    [GeneratedRegex(@"^```sh ?(\w*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\"(?:id|session|sessionId)\":\\s*\"([^\"]+)\"")]
    private static partial Regex SessionId();
}
