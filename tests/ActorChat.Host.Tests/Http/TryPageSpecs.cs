using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorChat.Host.Composition;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

public sealed partial class TryPageSpecs
{
    /// <summary>A browser runs the page in clients/chat-page/test/access.test.js; this is what it is told.</summary>
    [Fact]
    public async Task The_page_and_the_description_have_the_name_and_version_and_may_ask_nobody_else()
    {
        await using var server = await OperatedServer.StartAsync();
        var description = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var info = description.GetProperty("info");
        Assert.Equal(("ActorChat", ProgramVersion.Text), (info.GetProperty("title").GetString(), info.GetProperty("version").GetString()));
        using var answer = await server.Http.GetAsync(new Uri("/scalar/", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"<title>ActorChat {ProgramVersion.Text}</title>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains($"nonce=\"{Nonce().Match(policy).Groups[1].Value}\"", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [Fact]
    public async Task The_page_to_try_the_interface_from_can_be_turned_off()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.http.try-page = off");
        using var page = await server.Http.GetAsync(new Uri("/scalar", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        using var description = await server.Http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, description.StatusCode);
    }
}
