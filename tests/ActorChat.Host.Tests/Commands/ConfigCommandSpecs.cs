using ActorChat.Host.Commands;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Commands;

public sealed class ConfigCommandSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_config_prints_the_effective_settings_with_the_file()
    {
        var (exitCode, output, _) = await RunAsync("check-config", _folder.Write("good.conf", "actorchat.rate-limits.connects = off"));
        Assert.Equal(Tool.Done, exitCode);
        Assert.Contains("actorchat.rate-limits.connects = off", output);
        Assert.Contains("actorchat.limits.message-length = 4000", output);
    }

    [Theory]
    [InlineData("actorchat.rate-limits.connects = many", "actorchat.rate-limits.connects = many")]
    [InlineData("actorchat.stopping.deadline = 1s", "actorchat.stopping.deadline = 1s")]
    [InlineData("actorchat.metrics.listen = everywhere", "actorchat.metrics.listen = everywhere")]
    [InlineData("actorchat.security.trusted-proxies = [\"nginx\"]", "actorchat.security.trusted-proxies = nginx")]
    [InlineData("actorchat.security.certificate = /tmp/a.pem", "actorchat.security.certificate-key = off")]
    [InlineData("actorchat.rate-limits.oops = 1", "actorchat.rate-limits.oops = 1")]
    public async Task Check_config_says_why_the_server_would_not_start(string hocon, string fault)
    {
        var (exitCode, output, errors) = await RunAsync("config", "check", _folder.Write("bad.conf", hocon));
        Assert.Equal(Tool.Failed, exitCode);
        Assert.StartsWith($"actorchat: {fault}", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Config_show_says_where_each_setting_was_set()
    {
        var file = _folder.Write("own.conf", "\nactorchat.rate-limits.connects = off\n");
        var (exitCode, output, _) = await ToolProcess.RunAsync(["config", "show"], [$"ACTORCHAT_CONFIG={file}", "ACTORCHAT__LOG__LEVEL=warning"]);
        Assert.Equal(Tool.Done, exitCode);
        var lines = output.Split('\n');
        Assert.Contains($"actorchat.rate-limits.connects = off  # {file}, line 2", lines);
        Assert.Contains("actorchat.log.level = warning  # ACTORCHAT__LOG__LEVEL", lines);
        Assert.Contains("actorchat.limits.message-length = 4000  # default", lines);
    }

    private static async Task<(int? ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var exitCode = await Tool.RunAsync(arguments, output, errors);
        return (exitCode, Lines(output), Lines(errors));
    }

    private static string[] Lines(StringWriter text) => text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
