using System.Net;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Host.Tests.Mistakes;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Admin;

/// <summary>Which requests the operators' address answers.</summary>
public sealed class OperatorsAddressSpecs
{
    private const string Authorised = $"Authorization: Bearer {OperatedServer.AdminToken}\r\n";

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LocalHost:9464", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1.2.3:80", true)]
    [InlineData("[::1]:9464", true)]
    [InlineData("metrics.internal:9464", true)]
    [InlineData("METRICS.internal", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:9464", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("metrics.internal.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("10.1.2.4", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("", false)]
    public async Task Only_loopback_names_and_those_of_the_setting_are_answered(string host, bool answered)
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.metrics.hosts = [\"metrics.internal\", \"10.1.2.3\"]");
        foreach (var path in new[] { "/metrics", "/admin/limits", "/nowhere" })
        {
            var status = RawHttp.StatusOf(await RawHttp.SendAsync(server.Admin.BaseAddress!, RawHttp.Request("GET", path, Authorised, host: host)));
            Assert.Equal(!answered ? 421 : path == "/nowhere" ? 404 : 200, status);
        }
    }

    [Theory]
    [InlineData("http://x.example")]
    [InlineData("x.example:9464")]
    [InlineData("a b")]
    public void An_invalid_name_stops_the_start(string name)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"actorchat.metrics.hosts = [\"{name}\"]");
        Assert.StartsWith($"actorchat.metrics.hosts = {name}: must be", Assert.Throws<SettingsException>(() => ServerSettings.Load(new ServerEnvironment(ConfigFile: file))).Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("1234567890123456789012345678901")]
    [InlineData(" 12345678901234567890123456789012")]
    [InlineData("12345678901234567890123456789012\n")]
    [InlineData("12345678901234567890123456789\u00e9\u00e9\u00e9\u00e9")]
    public void An_admin_token_that_is_weak_or_fits_no_header_stops_the_start_and_is_not_printed(string token)
    {
        var refused = Assert.Throws<SettingsException>(() => ServerSettings.Load(new ServerEnvironment(AdminToken: token)));
        Assert.StartsWith("ACTORCHAT_ADMIN_TOKEN: must be 32 printable ASCII characters or more", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refused.Message, StringComparison.Ordinal);
        ServerSettings.Load(new ServerEnvironment(AdminToken: "12345678901234567890123456789012"));
    }

    [Fact]
    public async Task Guessing_the_token_is_slowed_down_and_the_right_token_is_still_let_in()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rate-limits.admin-refusals-per-address = \"1 per 1h, burst 3\"");
        var statuses = new List<int?>();
        for (var i = 0; i < 5; i++)
        {
            var answer = await RawHttp.SendAsync(server.Admin.BaseAddress!, RawHttp.Request("POST", "/admin/users/alice/block", $"Authorization: Bearer guess{i}\r\n"));
            statuses.Add(RawHttp.StatusOf(answer));
            Assert.Equal(i >= 3, answer.Contains("Retry-After: ", StringComparison.Ordinal));
        }

        Assert.Equal([401, 401, 401, 429, 429], statuses);
        using var let = await server.Admin.GetAsync("/admin/limits");
        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"limit\":5}")]
    [InlineData("{\"limit\":\"\\ud800\"}")]
    public async Task A_limit_in_a_broken_body_is_400(string body)
    {
        await using var server = await OperatedServer.StartAsync();
        var put = RawHttp.Request("PUT", "/admin/limits/connects", Authorised + "Content-Type: application/json\r\n", System.Text.Encoding.UTF8.GetBytes(body));
        var answer = await RawHttp.SendAsync(server.Admin.BaseAddress!, put);
        Assert.Equal(400, RawHttp.StatusOf(answer));
        Assert.Contains("\"code\":\"invalid_request\"", answer, StringComparison.Ordinal);
    }
}
