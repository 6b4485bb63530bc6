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
        Assert.StartsWith($"actorchat.{says}", Assert.Throws<SettingsException>(() => Load($"actorchat {{ {hocon} }}")).Message, StringComparison.Ordinal);

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
    [InlineData("actorchat.rooms {\n  batch 9\n}", "line 2, column 3: batch is not followed by = or {")]
    [InlineData("actorchat {\n  rooms {\n    batch = 9\n}", "line 1, column 11: { is not closed")]
    [InlineData("actorchat.http.page-max = 7\nactorchat { rooms { batch = 9 }, sessions.max = 1 }", "line 2, column 32: Unknown token ,")]
    public void A_file_that_is_not_hocon_is_refused_with_line_and_column(string hocon, string fault)
    {
        var refused = Assert.Throws<SettingsException>(() => Load(hocon)).Message;
        Assert.StartsWith("ACTORCHAT_CONFIG = ", refused, StringComparison.Ordinal);
        Assert.EndsWith($"over.conf: must be HOCON ({fault})", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("actorchat {\n  rooms {\n    batch = none\n}}", "actorchat.rooms.batch = none: must be a whole number from 1 to 100000", 3)]
    [InlineData("\nactorchat.rooms.idle-timeout = 5", "actorchat.rooms.idle-timeout = 5: must be a duration from 1s to 1d, such as 5s (ms, s, m, h, d)", 2)]
    [InlineData("actorchat.http.max-body = 1KB", "actorchat.http.max-body = 1KB: must be a size from 1KiB to 1GiB, such as 64KiB (B, KiB, MiB, GiB)", 1)]
    [InlineData("actorchat.security.hsts = 5", "actorchat.security.hsts = 5: must be a duration from 1s to 3650d, such as 5s (ms, s, m, h, d), or off", 1)]
    [InlineData("actorchat {\nroms.batch = 9\n}", "actorchat.roms.batch = 9: must be left out: there is no such setting; did you mean actorchat.rooms.batch?", 2)]
    [InlineData("actorchat.smtp.host = x", "actorchat.smtp.host = x: must be left out: there is no such setting", 1)]
    [InlineData("rooms.batch = 9", "rooms.batch = 9: must be left out: only actorchat and akka are read; did you mean actorchat.rooms.batch?", 1)]
    [InlineData("actorcat { rooms { batch = 9 } }", "actorcat.rooms.batch = 9: must be left out: only actorchat and akka are read; did you mean actorchat.rooms.batch?", 1)]
    [InlineData("actorchat.rooms = 5", "actorchat.rooms = 5: must be a block of settings", 1)]
    [InlineData("actorchat = 5", "actorchat = 5: must be a block of settings", 1)]
    public void A_wrong_setting_is_refused_with_its_file_and_line(string hocon, string says, int line)
    {
        var file = _folder.PathOf("over.conf");
        Assert.Equal($"{says} ({file}, line {line})", Assert.Throws<SettingsException>(() => Load(hocon)).Message);
    }

    [Fact]
    public void Settings_of_akka_are_left_to_akka() => Assert.Equal(7, Load("akka.actor.throughput = 7").Config.GetInt("akka.actor.throughput"));

    [Fact]
    public void A_secret_in_the_wrong_place_is_not_shown() =>
        Assert.StartsWith("actorchat.postgresql.password = (redacted): must be left out", Assert.Throws<SettingsException>(() => Load("actorchat.postgresql.password = hush")).Message, StringComparison.Ordinal);

    private ServerSettings Load(string hocon) => ServerSettings.Load(new ServerEnvironment(ConfigFile: _folder.Write("over.conf", hocon)));
}
