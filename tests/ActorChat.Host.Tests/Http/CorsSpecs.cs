using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

/// <summary>Origins in the setting are let in, others are not.</summary>
public sealed class CorsSpecs : IAsyncLifetime
{
    private readonly RunningServer _server = new() { Settings = "actorchat.http.cors-origins = [\"https://chat.example\"]" };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("https://chat.example", "https://chat.example")]
    [InlineData("https://other.example", null)]
    public async Task An_origin_is_allowed_where_the_setting_names_it(string origin, string? allowed)
    {
        foreach (var path in new[] { "/health/live", "/login", "/socket.io/?EIO=4&transport=polling" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("Origin", origin);
                request.Headers.Add("Access-Control-Request-Method", "GET");
                using var answer = await _server.Http.SendAsync(request);
                Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
            }
        }
    }

    [Fact]
    public async Task Another_page_is_told_that_its_origin_is_why()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", "https://other.example");
        using var answer = await _server.Http.SendAsync(request);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("forbidden", "The origin is not allowed."), (problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString()));
    }
}
