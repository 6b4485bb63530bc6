using ActorChat.Host.Admin;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Admin;

public sealed class OperatorCommandSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_config_prints_the_effective_settings_with_the_file()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await OperatorCommands.RunAsync(["check-config", _folder.Write("good.conf", "actorchat.rate-limits.connects = off")], output));
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Contains("actorchat.rate-limits.connects = off", lines);
        Assert.Contains("actorchat.limits.message-length = 4000", lines);
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
        var refused = await Assert.ThrowsAsync<SettingsException>(() => OperatorCommands.RunAsync(["check-config", _folder.Write("bad.conf", hocon)], TextWriter.Null));
        Assert.StartsWith(fault, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    public async Task Other_arguments_get_the_list_of_commands(string argument) =>
        Assert.Equal(OperatorCommands.Usage, (await Assert.ThrowsAsync<SettingsException>(() => OperatorCommands.RunAsync([argument], TextWriter.Null))).Message);
}
