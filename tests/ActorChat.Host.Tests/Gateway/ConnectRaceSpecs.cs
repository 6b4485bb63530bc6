using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using ActorChat.Actors;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.SocketIO;
using ActorChat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>A client's token ends just while it is let in, after its token was checked.</summary>
public sealed class ConnectRaceSpecs : IAsyncLifetime
{
    private readonly Gate _before = new();
    private readonly Gate _after = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OperatedServer _server = null!;
    private WebApplication _door = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatedServer.StartAsync();
        var actors = DispatchProxy.Create<IChatActors, HeldUp>();
        ((HeldUp)(object)actors).HoldUp(_server.Backend.Actors, _before, _after, _reached);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        _door = builder.Build();
        _door.MapSocketIO("/socket.io", ActivatorUtilities.CreateInstance<SocketIoGateway>(_server.Services, actors).Configure);
        await _door.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _before.Open();
        _after.Open();
        await _door.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("logout", true)]
    [InlineData("logout", false)]
    [InlineData("change", true)]
    [InlineData("change", false)]
    [InlineData("block", true)]
    [InlineData("block", false)]
    [InlineData("end-sessions", true)]
    [InlineData("end-sessions", false)]
    [InlineData("erase", true)]
    [InlineData("erase", false)]
    public async Task It_is_refused_or_ended_and_no_session_is_left(string how, bool beforeTheSessionIsOpen)
    {
        using var client = await RaceAsync(how, beforeTheSessionIsOpen);
        await client.EndedAsync();
        Assert.Empty((await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/sessions")).GetProperty("sessions").EnumerateArray());
    }

    /// <summary>If the client only saw the connection end, it would come back with an invalid token.</summary>
    [Theory]
    [InlineData("logout", true)]
    [InlineData("logout", false)]
    [InlineData("change", false)]
    [InlineData("block", false)]
    [InlineData("erase", false)]
    public async Task It_gets_invalid_token_and_keeps_its_connection(string how, bool beforeTheSessionIsOpen)
    {
        using var client = await RaceAsync(how, beforeTheSessionIsOpen);
        var refusal = await client.NextAsync();
        Assert.StartsWith("44{", refusal, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"invalid_token\"", refusal, StringComparison.Ordinal);
        await client.SendAsync("40{}");
        Assert.Contains("missing_credentials", await client.NextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Alice's client is being admitted, and stops before or after its session is opened while her token ends. Then it continues.</summary>
    private async Task<RawClient> RaceAsync(string how, bool beforeTheSessionIsOpen)
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        var gate = beforeTheSessionIsOpen ? _before : _after;
        gate.Shut();
        var client = await RawClient.ConnectAsync(_door.Urls.Single(), alice);
        await _reached.Task;
        await EndAsync(alice, how);
        gate.Open();
        return client;
    }

    private async Task EndAsync(TestUser user, string how)
    {
        using var request = how switch
        {
            "logout" => new HttpRequestMessage(HttpMethod.Post, $"{_server.Url}/logout"),
            "change" => new HttpRequestMessage(HttpMethod.Post, $"{_server.Url}/change-password") { Content = JsonContent.Create(new { password = TestUser.Password, newPassword = "a better horse" }) },
            _ => new HttpRequestMessage(HttpMethod.Post, $"/admin/users/{user.Login}/{how}"),
        };
        var isAdmin = !request.RequestUri!.IsAbsoluteUri;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", isAdmin ? OperatedServer.AdminToken : user.Token);
        using var ended = await (isAdmin ? _server.Admin : _server.Http).SendAsync(request);
        Assert.True(ended.IsSuccessStatusCode);
    }

    /// <summary>The actors; opening a session passes a gate before it and one after it.</summary>
    public class HeldUp : DispatchProxy
    {
        private IChatActors _actors = null!;
        private Gate _before = null!;
        private Gate _after = null!;
        private TaskCompletionSource _reached = null!;

        public void HoldUp(IChatActors actors, Gate before, Gate after, TaskCompletionSource reached) =>
            (_actors, _before, _after, _reached) = (actors, before, after, reached);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IChatActors.OpenSessionAsync) ? OpenAsync(targetMethod, args) : targetMethod.Invoke(_actors, args);

        private async Task<SessionDirectory.SessionOpening> OpenAsync(MethodInfo open, object?[]? args)
        {
            var before = _before.PassAsync();
            if (!before.IsCompleted)
            {
                _reached.SetResult();
            }

            await before;
            var opened = await (Task<SessionDirectory.SessionOpening>)open.Invoke(_actors, args)!;
            _reached.TrySetResult();
            await _after.PassAsync();
            return opened;
        }
    }
}
