using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Limits;

/// <summary>Limits that were set while a server ran hold after a restart, unless its file says something else.</summary>
public sealed class StoredLimitSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_limit_that_was_set_holds_after_a_restart_and_is_forgotten_when_it_is_unset()
    {
        await using (var server = await StartAsync())
        {
            Assert.Equal(HttpStatusCode.OK, await SetAsync(server, "connects", "7 per 1s, burst 9"));
            Assert.Equal(HttpStatusCode.OK, await SetAsync(server, "events.read", "off"));
            Assert.Equal(HttpStatusCode.NotFound, await SetAsync(server, "tracked", "off"));
        }

        await using (var server = await StartAsync())
        {
            Assert.Equal(("7 per 1s, burst 9", "off"), (await LimitAsync(server, "connects"), await LimitAsync(server, "events.read")));
            using var unset = await server.Admin.DeleteAsync(new Uri("/admin/limits/connects", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, unset.StatusCode);
            Assert.NotEqual("7 per 1s, burst 9", await LimitAsync(server, "connects"));
            using var unknown = await server.Admin.DeleteAsync(new Uri("/admin/limits/nothing", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        await using (var server = await StartAsync())
        {
            Assert.NotEqual("7 per 1s, burst 9", await LimitAsync(server, "connects"));
            Assert.Equal("off", await LimitAsync(server, "events.read"));
        }
    }

    [Fact]
    public async Task A_limit_that_the_file_has_is_refused_with_its_line_and_wins_over_a_stored_one()
    {
        await using (var server = await StartAsync())
        {
            await SetAsync(server, "connects", "7 per 1s, burst 9");
        }

        await using (var server = await StartAsync("actorchat.rate-limits.connects = \"8 per 1s, burst 8\""))
        {
            Assert.Equal("8 per 1s, burst 8", await LimitAsync(server, "connects"));
            using var refused = await server.Admin.PutAsJsonAsync("/admin/limits/connects", new { limit = "off" });
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.Conflict, "limit_is_written"), (refused.StatusCode, problem.GetProperty("code").GetString()));
            Assert.Contains($"{server.ConfigFile}, line 4", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal("8 per 1s, burst 8", await LimitAsync(server, "connects"));

            // Without the line, the one that was set holds again.
            await File.WriteAllTextAsync(server.ConfigFile, RunningServer.TestSettings);
            using var reloaded = await server.Admin.PostAsync(new Uri("/admin/settings/reload", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.OK, reloaded.StatusCode);
            Assert.Equal("7 per 1s, burst 9", await LimitAsync(server, "connects"));
        }
    }

    [Fact]
    public async Task A_stored_limit_that_is_none_any_more_is_named_and_not_used()
    {
        await using var server = await StartAsync("actorchat.rate-limits.events.typing = off");
        var before = await LimitAsync(server, "connects");
        await server.Backend.Storage.LiveSettings.SaveAsync("rate-limits.connects", "as many as you like");
        await server.Backend.Storage.LiveSettings.SaveAsync("rate-limits.doors", "off");
        await server.Backend.Storage.LiveSettings.SaveAsync("rate-limits.events.typing", "1 per 1s, burst 1");
        await server.Backend.Storage.LiveSettings.SaveAsync("rate-limits.events.read", "1 per 1s, burst 1");
        Assert.Collection(
            await server.Backend.Stored.RestoreAsync(),
            connects => Assert.StartsWith("actorchat.rate-limits.connects = as many as you like, which was set while a server ran, is not used: it must be ", connects, StringComparison.Ordinal),
            doors => Assert.Equal("actorchat.rate-limits.doors = off, which was set while a server ran, is not used: there is no such limit", doors),
            typing => Assert.EndsWith($"is not used: it is written in {server.ConfigFile}, line 4", typing, StringComparison.Ordinal));
        Assert.Equal((before, "off", "1 per 1s, burst 1"), (await LimitAsync(server, "connects"), await LimitAsync(server, "events.typing"), await LimitAsync(server, "events.read")));
    }

    [Fact]
    public async Task Other_nodes_take_what_was_set_and_what_was_unset()
    {
        await using var server = await StartAsync();
        var before = await LimitAsync(server, "connects");
        await server.Backend.Questions.AnswerAsync(new NodeQuestion.SetLimit("connects", "7 per 1s, burst 9"));
        Assert.Equal("7 per 1s, burst 9", await LimitAsync(server, "connects"));
        await server.Backend.Questions.AnswerAsync(new NodeQuestion.SetLimit("connects", NodeQuestion.SetLimit.AsWritten));
        Assert.Equal(before, await LimitAsync(server, "connects"));
    }

    private Task<OperatedServer> StartAsync(string settings = "") => OperatedServer.StartAsync(settings: settings, kept: _folder);

    private static async Task<HttpStatusCode> SetAsync(OperatedServer server, string name, string limit)
    {
        using var set = await server.Admin.PutAsJsonAsync($"/admin/limits/{name}", new { limit });
        return set.StatusCode;
    }

    private static async Task<string?> LimitAsync(OperatedServer server, string name) =>
        (await server.Admin.GetFromJsonAsync<JsonElement>("/admin/limits")).GetProperty(name).GetString();
}
