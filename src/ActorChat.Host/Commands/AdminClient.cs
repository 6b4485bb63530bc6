using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Commands;

/// <summary>Asks the admin interface of a running server. The token comes from the environment or a file, never from the command line, which others can read.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>An erasure answers when it is done.</summary>
    private static readonly TimeSpan LongTimeout = TimeSpan.FromHours(1);

    private readonly HttpClient _http;

    private AdminClient(Uri url, string token)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = LongTimeout };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The one that the server's own environment names.</summary>
    /// <exception cref="ToolException">It has no token, or the address is off.</exception>
    public static AdminClient Of(ServerEnvironment environment, string? url = null, string? tokenFile = null) =>
        new(url is null ? OwnAddress(environment) : Parse(url), TokenOf(environment, tokenFile));

    /// <summary>Asks for something.</summary>
    /// <exception cref="ToolException">It was refused, or nobody answered.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, stop);

    /// <summary>The same as a value.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken stop) => (await GetAsync(path, stop)).Deserialize<T>(JsonSerializerOptions.Web)!;

    /// <summary>Asks for a change; an answer without a body is nothing.</summary>
    /// <exception cref="ToolException">It was refused, or nobody answered.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        var patience = path.EndsWith("/erase", StringComparison.Ordinal) ? LongTimeout : Timeout;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(patience);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var answer = await _http.SendAsync(request, late.Token);
            var text = await answer.Content.ReadAsStringAsync(late.Token);
            return answer.IsSuccessStatusCode ? Json(text) : throw Refused(answer.StatusCode, text);
        }
        catch (HttpRequestException failure)
        {
            throw new ToolException($"{_http.BaseAddress} does not answer: {failure.Message}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ToolException($"{_http.BaseAddress} does not answer within {patience.TotalSeconds} s");
        }
        catch (JsonException)
        {
            throw new ToolException($"{_http.BaseAddress} is no admin interface of this server: its answer is no JSON");
        }
    }

    public void Dispose() => _http.Dispose();

    private static Uri OwnAddress(ServerEnvironment environment)
    {
        var address = ServerSettings.Load(environment).Metrics.Listen ?? throw new ToolException("there is no admin interface: actorchat.metrics.listen is off; --url names another server's");
        return new Uri($"http://{address.Replace("0.0.0.0:", "127.0.0.1:", StringComparison.Ordinal).Replace("[::]:", "[::1]:", StringComparison.Ordinal)}");
    }

    private static Uri Parse(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
        ? parsed
        : throw new ToolException($"--url {url}: must be an address like http://127.0.0.1:9464");

    /// <summary>The file holds the token alone, or lines of variables as a service's environment file does.</summary>
    private static string TokenOf(ServerEnvironment environment, string? file)
    {
        if (file is null)
        {
            return environment.AdminToken ?? throw new ToolException($"the admin interface needs the server's token: set {ServerEnvironment.AdminTokenVariable}, or name its file with --token-file");
        }

        const string Assigned = ServerEnvironment.AdminTokenVariable + "=";
        try
        {
            var lines = File.ReadAllLines(file);
            var token = (lines.FirstOrDefault(static line => line.StartsWith(Assigned, StringComparison.Ordinal))?[Assigned.Length..] ?? lines.FirstOrDefault() ?? "").Trim();
            return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange(' ', '~') ? token : throw new ToolException($"--token-file {file}: has no token");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"--token-file {file}: cannot be read ({wrong.Message})");
        }
    }

    private static JsonElement Json(string text) => text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);

    private static ToolException Refused(HttpStatusCode status, string text)
    {
        if (status == HttpStatusCode.Unauthorized)
        {
            return new ToolException("refused: the token is not the server's");
        }

        try
        {
            var problem = Json(text);
            string? Field(string name) => problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) ? value.GetString() : null;
            return new ToolException($"refused: {string.Join(' ', new[] { Field("title"), Field("detail"), Field("code") is { } code ? $"({code})" : null }.Where(static part => part is not null))}");
        }
        catch (JsonException)
        {
            return new ToolException($"refused with status {(int)status}");
        }
    }
}

/// <summary>The options of the commands that ask the admin interface.</summary>
internal sealed class AdminOptions
{
    private readonly Option<string?> _url = new("--url") { Description = "The server's admin interface, such as http://127.0.0.1:9464; that of the settings if it is left out.", HelpName = "URL" };
    private readonly Option<string?> _tokenFile = new("--token-file") { Description = $"The file of the admin token; {ServerEnvironment.AdminTokenVariable} if it is left out.", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON." };

    /// <summary>Adds them to a command, which then does this.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Asks, and prints for people; gets whether it is to print JSON.</param>
    public static ToolCommand Give(ToolCommand command, Func<ParseResult, AdminClient, bool, CancellationToken, Task> run)
    {
        var own = new AdminOptions();
        command.Options.Add(own._url);
        command.Options.Add(own._tokenFile);
        command.Options.Add(own._json);
        command.SetAction(async (given, stop) =>
        {
            using var client = AdminClient.Of(ServerEnvironment.FromProcess(), given.GetValue(own._url), given.GetValue(own._tokenFile));
            await run(given, client, given.GetValue(own._json), stop);
            return Tool.Done;
        });
        return command;
    }

    /// <summary>An argument that names a user.</summary>
    public static Argument<string> Login() => new("LOGIN") { Description = "The user; in any case." };

    public static Option<int> Limit(int standard) => WholeOption.Of("--limit", "How many at most.", standard, 1, int.MaxValue);

    public static Option<string?> Search() => new("--search") { Description = "Only logins that begin with this.", HelpName = "TEXT" };
}
