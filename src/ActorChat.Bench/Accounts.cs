using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ActorChat.Bench;

/// <summary>A user that may connect.</summary>
internal sealed record LoadUser(string Login, string Token)
{
    public override string ToString() => Login;
}

/// <summary>Makes accounts, or uses existing ones, and logs them in.</summary>
internal sealed class Accounts(ServerOptions options) : IDisposable
{
    private const int Concurrency = 16;
    private const int Attempts = 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Concurrency }) { BaseAddress = options.Url, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The first users of the prefix, as many as asked for.</summary>
    /// <exception cref="LoadException">The server cannot be reached or refuses them.</exception>
    public async Task<LoadUser[]> MakeAsync(int count, CancellationToken stop)
    {
        var users = new LoadUser[count];
        var done = 0;
        await Console.Error.WriteLineAsync($"making or finding {count} accounts");
        try
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stop }, async (index, cancelled) =>
            {
                users[index] = await MakeOneAsync(FormattableString.Invariant($"{options.Prefix}-{index:000000}"), cancelled);
                if (Interlocked.Increment(ref done) % 1000 == 0)
                {
                    await Console.Error.WriteLineAsync(FormattableString.Invariant($"  {done} accounts"));
                }
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new LoadException("stopped before all accounts were there");
        }

        return users;
    }

    public void Dispose() => _http.Dispose();

    private async Task<LoadUser> MakeOneAsync(string login, CancellationToken stop)
    {
        var credentials = new { login, password = options.Password };
        using var registered = await PostAsync("/registr", credentials, stop);
        if (registered.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Conflict))
        {
            throw await UnexpectedAsync("/registr", login, registered, stop);
        }

        using var answer = await PostAsync("/login", credentials, stop);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new LoadException($"{login} exists with another password: another --prefix makes new accounts");
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await UnexpectedAsync("/login", login, answer, stop);
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
        return new LoadUser(login, body.GetProperty("token").GetString()!);
    }

    /// <summary>After a 429 it waits as long as the server asks: the limits on accounts are not what is measured.</summary>
    private async Task<HttpResponseMessage> PostAsync(string path, object body, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await _http.PostAsJsonAsync(path, body, stop);
                if (answer.StatusCode != HttpStatusCode.TooManyRequests || attempt == Attempts)
                {
                    return answer;
                }

                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                answer.Dispose();
                await Console.Error.WriteLineAsync(FormattableString.Invariant($"  {path}: the server limits it, waiting {wait.TotalSeconds:0} s (see bench/bench.conf)"));
                await Task.Delay(wait, TimeProvider.System, stop);
            }
            catch (HttpRequestException failure)
            {
                throw new LoadException($"cannot reach {options.Url}: {failure.Message}", failure);
            }
            catch (TaskCanceledException failure) when (!stop.IsCancellationRequested)
            {
                throw new LoadException($"{options.Url} did not answer {path} within {_http.Timeout.TotalSeconds} s", failure);
            }
        }
    }

    private static async Task<LoadException> UnexpectedAsync(string path, string login, HttpResponseMessage answer, CancellationToken stop)
    {
        var body = await answer.Content.ReadAsStringAsync(stop);
        return new LoadException($"{path} of {login} answered {(int)answer.StatusCode}: {body[..Math.Min(body.Length, 300)]}");
    }
}
