using ActorChat.Host.Commands;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Settings;

/// <summary>Every setting by a variable of the environment.</summary>
public sealed class SettingVariablesSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_variable_wins_over_the_files_and_leaves_other_keys_alone()
    {
        var settings = Load("actorchat { rooms { partitions = 2, batch = 9 }\n socket-io.max-unsent = 1MiB }", ("ACTORCHAT__ROOMS__PARTITIONS", "8"));
        Assert.Equal((8, 9, 50), (settings.Rooms.Partitions, settings.Rooms.MaxBatch, settings.Rooms.LatestMessages));
        Assert.Equal(1 << 20, settings.SocketIo.MaxUnsentBytes);
    }

    [Theory]
    [InlineData("ACTORCHAT__SOCKET_IO__PING_TIMEOUT")]
    [InlineData("actorchat__socket_io__ping_timeout")]
    [InlineData("ActorChat__Socket-Io__Ping_Timeout")]
    public void An_underscore_stands_for_a_hyphen_and_capitals_do_not_matter(string name) =>
        Assert.Equal(TimeSpan.FromSeconds(3), Load("", (name, "3s")).SocketIo.PingTimeout);

    [Fact]
    public void Every_setting_of_the_file_has_a_variable_of_its_own()
    {
        var keys = HoconText.Read(SettingsFile.ReadStandardText()).Keys.Where(key => !key.IsBlock).Select(key => key.Path).Distinct().ToList();
        Assert.Contains("actorchat.rate-limits.events-per-user.have-room", keys);
        Assert.Equal(keys.Order(StringComparer.Ordinal), SettingVariables.ByKey(keys.Select(SettingVariables.NameOf)).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[\"https://a.example\", \"https://b.example\"]", "https://a.example https://b.example")]
    [InlineData("[ https://a.example,https://b.example ]", "https://a.example https://b.example")]
    [InlineData("[\"*\"]", "*")]
    [InlineData("[]", "")]
    public void A_value_in_brackets_is_a_list(string value, string origins) =>
        Assert.Equal(origins, string.Join(' ', Load("", ("ACTORCHAT__HTTP__CORS_ORIGINS", value)).Http.CorsOrigins));

    [Theory]
    [InlineData("30 per 1s, burst 200")]
    [InlineData("\"30 per 1s, burst 200\"")]
    public void Quotes_around_a_value_are_not_part_of_it(string value) =>
        Assert.Equal("30 per 1s, burst 200", Load("", ("ACTORCHAT__RATE_LIMITS__CONNECTS", value)).RateLimits.Connects.ToString());

    [Theory]
    [InlineData("a\"}, actorchat.rooms.batch = 1 # \\")]
    [InlineData("${?PATH}")]
    [InlineData("C:\\pem")]
    public void Whatever_else_a_value_holds_is_a_text(string value) => Assert.Equal(value, Load("actorchat.security.certificate = x", ("ACTORCHAT__SECURITY__CERTIFICATE_KEY", value)).Security.KeyFile);

    [Fact]
    public void An_address_in_brackets_is_no_list() => Assert.Equal("[::1]:9464", Load("", ("ACTORCHAT__METRICS__LISTEN", "[::1]:9464")).Metrics.Listen);

    [Fact]
    public void A_wrong_value_is_refused_by_its_key_and_its_variable() => Assert.Equal(
        "actorchat.rooms.partitions = many: must be a whole number from 1 to 1024, or auto (ACTORCHAT__ROOMS__PARTITIONS)",
        Refused(("ACTORCHAT__ROOMS__PARTITIONS", "many")));

    [Fact]
    public void A_misspelt_variable_is_refused_with_the_key_that_was_probably_meant() => Assert.Equal(
        "ACTORCHAT__ROOMS__PARTITONS: must be left out: there is no such setting; did you mean ACTORCHAT__ROOMS__PARTITIONS?",
        Refused(("ACTORCHAT__ROOMS__PARTITONS", "8")));

    [Theory]
    [InlineData("ACTORCHAT__POSTGRESQL__CONNECTION", "Host=db;Password=hush-hush")]
    [InlineData("ACTORCHAT__ADMIN_TOKEN", "hush-hush")]
    [InlineData("ACTORCHAT__HTTP__CORS_ORIGINS", "[hush-hush]]")]
    [InlineData("ACTORCHAT__", "hush-hush")]
    [InlineData("ACTORCHAT__ROOMS___BATCH", "hush-hush")]
    public void A_value_that_is_in_the_wrong_place_is_not_shown(string name, string value)
    {
        var refused = Refused((name, value));
        Assert.StartsWith($"{name}: must be ", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_is_not_set_by_one_value() => Assert.StartsWith("actorchat.rooms = 5: must be a block of settings", Refused(("ACTORCHAT__ROOMS", "5")), StringComparison.Ordinal);

    [Fact]
    public void Two_variables_for_one_key_are_refused() => Assert.Equal(
        "actorchat__rooms__batch: must be left out: ACTORCHAT__ROOMS__BATCH sets the same key",
        Refused(("ACTORCHAT__ROOMS__BATCH", "1"), ("actorchat__rooms__batch", "2")));

    [Fact]
    public void The_environment_is_not_printed() =>
        Assert.DoesNotContain("hush", new ServerEnvironment(Settings: new Dictionary<string, string> { ["ACTORCHAT__LOG__LEVEL"] = "hush" }).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task The_process_reads_its_variables_and_check_config_shows_what_is_in_force()
    {
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), null, variable: "ACTORCHAT__LOG__LEVEL=loud");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("actorchat.log.level = loud: must be one of debug, information, warning, error (ACTORCHAT__LOG__LEVEL)", errors, StringComparison.Ordinal);

        using var output = new StringWriter();
        var environment = new ServerEnvironment(Settings: new Dictionary<string, string> { ["ACTORCHAT__LOG__LEVEL"] = "error" });
        Assert.Equal(0, await ConfigCommands.CheckAsync(environment, output));
        Assert.Contains("actorchat.log.level = error", output.ToString().Split(Environment.NewLine));
    }

    private string Refused(params (string Name, string Value)[] variables) => Assert.Throws<SettingsException>(() => Load("", variables)).Message;

    private ServerSettings Load(string hocon, params (string Name, string Value)[] variables) => ServerSettings.Load(new ServerEnvironment(
        ConfigFile: _folder.Write("over.conf", hocon),
        Settings: variables.ToDictionary(variable => variable.Name, variable => variable.Value)));
}
