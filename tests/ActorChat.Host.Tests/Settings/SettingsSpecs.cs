using ActorChat.Host.Settings;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Settings;

public sealed class SettingsSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_beside_the_program_has_every_key_and_no_other()
    {
        var settings = ServerSettings.Load(new ServerEnvironment());
        Assert.Equal("http://localhost:8080", settings.Environment.Urls);
        Assert.Equal("./data", settings.Environment.DataFolder);
        Assert.Equal(4000, settings.Lengths.MessageLength);
        Assert.Equal(64 << 10, settings.Http.MaxBodyBytes);
        Assert.Equal(TimeSpan.FromSeconds(25), settings.SocketIo.PingInterval);
    }

    [Fact]
    public void An_overriding_file_changes_what_it_names_and_nothing_else()
    {
        var settings = Load("actorchat { http.page-max = 77, socket-io { ping-timeout = 3s } }");
        Assert.Equal(77, settings.Http.PageMax);
        Assert.Equal(50, settings.Http.PageDefault);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.SocketIo.PingTimeout);
    }

    [Fact]
    public void An_unknown_key_is_refused_wherever_it_is()
    {
        foreach (var hocon in new[] { "actorchat.oops = 1", "actorchat.http.oops = 1", "actorchat { new { deep { oops = 1 } } }" })
        {
            Assert.Contains("oops = 1", Assert.Throws<SettingsException>(() => Load(hocon)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("limits { page-default = 300, page-max = 200 }", "limits.page-default = 300: must be at most actorchat.limits.page-max, which is 200")]
    [InlineData("limits.page-max = 20", "limits.page-default = 50: must be at most actorchat.limits.page-max, which is 20")]
    [InlineData("http.page-default = 201", "http.page-default = 201: must be at most actorchat.http.page-max, which is 200")]
    [InlineData("limits { password-min-length = 20, password-max-length = 10 }", "limits.password-min-length = 20: must be at most actorchat.limits.password-max-length, which is 10")]
    [InlineData("rooms.restart-backoff-max = 100ms", "rooms.restart-backoff-min = 200ms: must be at most actorchat.rooms.restart-backoff-max, which is 100ms")]
    [InlineData("projection.retry-min = 6s", "projection.retry-min = 6s: must be at most actorchat.projection.retry-max, which is 5s")]
    public void A_minimum_above_its_maximum_is_refused(string hocon, string says) =>
        Assert.Equal($"actorchat.{says}", Assert.Throws<SettingsException>(() => Load($"actorchat {{ {hocon} }}")).Message);

    [Theory]
    [InlineData("edit-window = soon", "actorchat.rooms.edit-window = soon: must be a duration from ")]
    [InlineData("edit-window = -1s", "actorchat.rooms.edit-window = -1s: must be a duration from ")]
    [InlineData("delete-window = 40000d", "actorchat.rooms.delete-window = 40000d: must be a duration from ")]
    [InlineData("delivered = sometimes", "actorchat.rooms.delivered = sometimes: must be on or off")]
    public void Impossible_rules_for_changes_are_refused_by_key(string setting, string error) =>
        Assert.StartsWith(error, Assert.Throws<SettingsException>(() => Load($"actorchat.rooms.{setting}")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_window_that_is_off_is_none()
    {
        Assert.Equal(TimeSpan.FromHours(48), Load("").Rooms.Rules.EditWindow);
        Assert.Null(Load("actorchat.rooms.edit-window = off").Rooms.Rules.EditWindow);
    }

    [Theory]
    [InlineData("sample-ratio = 2", "actorchat.tracing.sample-ratio = 2: must be a number from 0 to 1")]
    [InlineData("sample-ratio = 0.1", "actorchat.tracing.otlp-endpoint = off: must be the URL of an OTLP collector")]
    [InlineData("otlp-endpoint = nowhere", "actorchat.tracing.otlp-endpoint = nowhere: must be the URL of an OTLP collector")]
    [InlineData("sampel-ratio = 0", "actorchat.tracing.sampel-ratio = 0: must be left out")]
    public void Impossible_tracing_settings_are_refused_by_key(string setting, string error) =>
        Assert.StartsWith(error, Assert.Throws<SettingsException>(() => Load($"actorchat.tracing.{setting}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a { b = 1", "line 1: { is not closed")]
    [InlineData("a { b = 1\n}}", "line 2: } closes nothing")]
    [InlineData("a = [1, 2\n}", "line 2: } closes nothing")]
    [InlineData("a = \"x\nb = 2", "line 1: a string is not closed")]
    [InlineData("a = \"\"\"x\ny", "line 1: a string is not closed")]
    [InlineData("# {{{ \"\n// }}}\na = \"}]\\\"{\"\nb = \"\"\"{\n\"\"\"\nc { d = [] }", null)]
    public void Brackets_and_strings_are_closed(string hocon, string? fault) => Assert.Equal(fault, HoconBrackets.FindFault(hocon));

    private ServerSettings Load(string hocon) => ServerSettings.Load(new ServerEnvironment(ConfigFile: _folder.Write("over.conf", hocon)));
}
