using Microsoft.Extensions.Options;

namespace ActorChat.SocketIO.Tests.Hosting;

public class SocketIOOptionsSpecs
{
    public static TheoryData<string, Action<SocketIOOptions>> Faults => new()
    {
        { "PingInterval", static options => options.PingInterval = TimeSpan.Zero },
        { "PingTimeout", static options => options.PingTimeout = TimeSpan.FromDays(2) },
        { "MaxPayloadBytes", static options => options.MaxPayloadBytes = 0 },
        { "MaxUnsentBytes", static options => options.MaxUnsentBytes = 10 },
        { "MaxPacketsPerPoll", static options => options.MaxPacketsPerPoll = -1 },
        { "MaxNamespacesOnDemand", static options => options.MaxNamespacesOnDemand = -1 },
        { "Transports", static options => options.Transports = EngineTransports.None },
        { "Cookie.Name", static options => options.Cookie = new EngineCookie { Name = " " } },
        { "Cors", static options => options.Cors = new EngineCors { AnyOrigin = true, Credentials = true } },
        { "Recovery.MaxSessions", static options => options.Recovery = new ConnectionStateRecovery { MaxSessions = 0 } },
        { "SessionIdPrefix", static options => options.SessionIdPrefix = "node\"1" },
        { "SessionIdPrefix", static options => options.SessionIdPrefix = new string('n', 65) },
        { "SessionIdPrefix", static options => options.SessionIdPrefix = null! },
        { "Json", static options => options.Json = null! },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void An_invalid_setting_is_named(string key, Action<SocketIOOptions> change)
    {
        var options = new SocketIOOptions();
        change(options);
        var result = new SocketIOOptionsValidator().Validate(null, options);
        Assert.Contains(key, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_of_the_reference()
    {
        var options = new SocketIOOptions();
        Assert.True(new SocketIOOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(
            (25, 20, 10, 45, 1_000_000, 10, 1024),
            (options.PingInterval.TotalSeconds, options.PingTimeout.TotalSeconds, options.UpgradeTimeout.TotalSeconds, options.ConnectTimeout.TotalSeconds, options.MaxPayloadBytes, options.MaxAttachments, options.HttpCompressionThreshold));
        Assert.True(options.Cookie is null && options.Cors is null && options.Recovery is null && !options.AllowEngineIO3);
    }

    [Fact]
    public async Task A_host_with_a_bad_setting_does_not_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(static () => Support.RunningServer.StartAsync(static options => options.MaxPayloadBytes = 0));
}
