using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using ActorChat.Actors;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Testing;
using Akka.Actor;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>The tokens are ended on disk, and the actors do not end their sessions in time.</summary>
public sealed class LateEndingSpecs : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private LateActors _actors = null!;
    private OperatedServer _server = null!;

    public async Task InitializeAsync() => _server = await OperatedServer.StartAsync(door: actors =>
    {
        var late = DispatchProxy.Create<IChatActors, LateActors>();
        _actors = (LateActors)(object)late;
        _actors.StandBefore(actors, _gate);
        return late;
    });

    public async Task DisposeAsync()
    {
        _gate.Open();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("logout", HttpStatusCode.NoContent)]
    [InlineData("change", HttpStatusCode.OK)]
    [InlineData("block", HttpStatusCode.OK)]
    [InlineData("end-sessions", HttpStatusCode.OK)]
    public async Task The_caller_is_answered_and_the_sessions_end_after_the_answer(string how, HttpStatusCode expected)
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        using var client = await RawClient.ConnectAsync(_server.Url, alice);
        Assert.StartsWith("40", await client.NextAsync());
        _gate.Shut();
        _actors.TimeOuts = 3;
        using var answer = await EndAsync(alice, how);
        Assert.Equal(expected, answer.StatusCode);
        if (how == "change")
        {
            var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
            Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(token, "/export"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync(alice.Token));
        _gate.Open();
        await client.EndedAsync();
        Assert.Equal(4, _actors.Asked);
    }

    [Fact]
    public async Task It_gives_up_after_a_number_of_attempts()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        _actors.TimeOuts = 1000;
        using var answer = await EndAsync(alice, "logout");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.InRange(_actors.Asked, 2, 20);
    }

    [Fact]
    public async Task An_erasure_that_found_them_busy_says_so_and_resumes_when_requested_again()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        _actors.TimeOuts = 1;
        using var late = await EndAsync(alice, "erase");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.Contains("Begun", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var erased = await EndAsync(alice, "erase");
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
    }

    [Fact]
    public async Task A_request_that_finds_them_busy_is_told_to_retry()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        await TestUser.RegisterAsync(_server.Http, "bob");
        _actors.TimeOuts = 1;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(alice.Token, "/get-all-users"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(alice.Token, "/get-all-users"));
    }

    private Task<HttpResponseMessage> EndAsync(TestUser user, string how) => how switch
    {
        "logout" => PostAsync("/logout", user, null),
        "change" => PostAsync("/change-password", user, new { password = TestUser.Password, newPassword = "a better horse" }),
        _ => _server.Admin.PostAsync($"/admin/users/{user.Login}/{how}", null),
    };

    private async Task<HttpResponseMessage> PostAsync(string path, TestUser user, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        return await _server.Http.SendAsync(request);
    }

    private async Task<HttpStatusCode> StatusOfAsync(string token, string path = "/get-all-chats")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The actors; the first requests to end sessions time out: one at once, those after it once a gate is open.</summary>
    public class LateActors : DispatchProxy
    {
        private IChatActors _actors = null!;
        private Gate _gate = null!;
        private int _asked;

        public int TimeOuts { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public void StandBefore(IChatActors actors, Gate gate) => (_actors, _gate) = (actors, gate);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IChatActors.EndSessionsAsync) => EndAsync(targetMethod, args),
            nameof(IChatActors.TellErasedAsync) when Interlocked.Increment(ref _asked) <= TimeOuts => Task.FromException(new AskTimeoutException("late")),
            nameof(IChatActors.WhoIsOnlineAsync) when Interlocked.Increment(ref _asked) <= TimeOuts => Task.FromException<RegistryCommands.Online>(new AskTimeoutException("late")),
            _ => targetMethod.Invoke(_actors, args),
        };

        private async Task<int> EndAsync(MethodInfo end, object?[]? args)
        {
            var asked = Interlocked.Increment(ref _asked);
            await (asked == 1 ? Task.CompletedTask : _gate.PassAsync());
            return asked > TimeOuts ? await (Task<int>)end.Invoke(_actors, args)! : throw new AskTimeoutException("late");
        }
    }
}
