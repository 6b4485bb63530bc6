using System.Net;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Admin;

/// <summary>How the operators' page is served. What it does is tested in a browser, by its own tests, which run here too.</summary>
public sealed partial class OperatorsPageServingSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly string[] s_paths = ["/", "/operators-page.js", "/operators-page.css"];

    [Fact]
    public async Task The_page_is_on_the_operators_address_only_without_the_token_and_lets_nothing_of_others_in()
    {
        await using var server = await OperatedServer.StartAsync();
        server.Admin.DefaultRequestHeaders.Authorization = null;
        var page = await server.Admin.GetStringAsync("/");
        Assert.Equal(s_paths.Skip(1), Reference().Matches(page).Select(found => found.Groups[1].Value).Where(path => !path.StartsWith("data:", StringComparison.Ordinal)));
        foreach (var path in s_paths)
        {
            using var answer = await server.Admin.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("connect-src 'self'", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.Contains("require-trusted-types-for 'script'", policy);
            Assert.Equal(("DENY", "nosniff", "no-referrer"), (Header(answer, "X-Frame-Options"), Header(answer, "X-Content-Type-Options"), Header(answer, "Referrer-Policy")));
            Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        }

        using var elsewhere = await server.Http.GetAsync("/operators-page.js");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using var strange = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var rebound = await server.Admin.SendAsync(strange);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, rebound.StatusCode);
    }

    [Fact]
    public async Task What_the_admin_interface_answers_stays_in_no_browser()
    {
        await using var server = await OperatedServer.StartAsync();
        foreach (var path in new[] { "/admin/users", "/admin/users/nobody", "/admin/now" })
        {
            using var answer = await server.Admin.GetAsync(path);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(answer, "Content-Security-Policy"));
        }
    }

    [Theory]
    [InlineData(OperatedServer.AdminToken, "actorchat.metrics.operators-page = off")]
    [InlineData(null, "")]
    public async Task The_page_is_off_by_one_key_and_where_the_admin_interface_is(string? token, string settings)
    {
        await using var server = await OperatedServer.StartAsync(token, settings);
        foreach (var path in s_paths)
        {
            using var answer = await server.Admin.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }

        using var metrics = await server.Admin.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
    }

    [Fact]
    public async Task The_page_in_git_is_what_its_source_is_built_to_and_passes_its_tests_in_a_browser()
    {
        var (exitCode, output) = await ClientScripts.TestAsync("operators-page", s_patience);
        Assert.True(exitCode == 0, output);
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    [GeneratedRegex(@"(?:src|href)=""([^""]+)""")]
    private static partial Regex Reference();
}
