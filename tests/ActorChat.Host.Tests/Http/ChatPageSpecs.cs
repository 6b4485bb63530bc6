using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

/// <summary>How the chat page is served. What it does is tested in a browser: <c>ChatPageInBrowserSpecs</c>.</summary>
public sealed partial class ChatPageSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] s_paths = ["/", "/chat-page.js", "/chat-page.css"];

    [Fact]
    public async Task The_page_is_at_the_root_and_refers_to_files_of_this_server_only()
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var files = Reference().Matches(page).Select(found => found.Groups[1].Value).Where(path => !path.StartsWith("data:", StringComparison.Ordinal)).ToList();
        Assert.Equal(s_paths.Skip(1), files);
        foreach (var (path, type) in s_paths.Zip(["text/html", "text/javascript", "text/css"]))
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Only_scripts_and_styles_of_this_server_are_allowed_also_when_the_browser_has_the_page_already()
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var first = await http.GetAsync(new Uri("/", UriKind.Relative));
        http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        foreach (var answer in new[] { first, again })
        {
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
            string[] expected =
            [
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
                "base-uri 'none'", "frame-ancestors 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
            ];
            Assert.Equal(expected, policy);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task A_file_is_compressed_for_who_takes_that_and_each_form_has_a_tag_of_its_own()
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        foreach (var path in s_paths)
        {
            using var plain = await http.GetAsync(path);
            using var zipped = await SendAsync(http, path, "br, gzip");
            using var refused = await SendAsync(http, path, "gzip;q=0");
            Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
            Assert.Empty(plain.Content.Headers.ContentEncoding);
            Assert.Empty(refused.Content.Headers.ContentEncoding);
            Assert.NotEqual(plain.Headers.ETag, zipped.Headers.ETag);
            Assert.All([plain, zipped], answer => Assert.Contains("Accept-Encoding", answer.Headers.Vary));

            await using var unzipped = new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            Assert.Equal(await plain.Content.ReadAsStringAsync(), await new StreamReader(unzipped).ReadToEndAsync());
        }
    }

    [Fact]
    public async Task The_page_can_be_turned_off()
    {
        await using var without = await OperatedServer.StartAsync(settings: "actorchat.http.chat-page = off");
        foreach (var path in s_paths)
        {
            using var answer = await without.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string codings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Accept-Encoding", codings));
        return await http.SendAsync(request);
    }

    [GeneratedRegex(@"(?:src|href)=""([^""]+)""")]
    private static partial Regex Reference();
}
