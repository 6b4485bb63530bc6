using System.Globalization;
using System.Text.Json.Nodes;
using ActorChat.Host.Commands;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Json.Schema;

namespace ActorChat.Host.Tests.Settings;

/// <summary>What is said about the settings is what is checked.</summary>
public sealed class KnownSettingsSpecs : IDisposable
{
    private static readonly KnownSettings Known = KnownSettings.Read();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_is_what_the_command_prints()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "configuration.md"));
        Assert.True(page == await PrintedAsync("doc"), "dotnet run --project src/ActorChat.Host -- config doc > docs/configuration.md");
    }

    [Fact]
    public void Every_setting_has_its_rule_its_default_and_a_reason()
    {
        Assert.Equal(ServerSettings.RulesOf(Standard()).Keys.Select(key => $"actorchat.{key}"), Known.All.Select(setting => setting.Path).Order(StringComparer.Ordinal));
        Assert.Empty(Known.Blocks.Where(block => block.Settings is [{ Reason: "" }, ..] && block.Reason.Length == 0).Select(block => block.Path));

        var partitions = Known.All.Single(setting => setting.Path == "actorchat.rooms.partitions");
        Assert.Equal(("whole number", "1 to 1,024", "auto", false), (partitions.Rule.Type, partitions.Rule.Range, partitions.Default, partitions.IsLive));
        Assert.Equal(["auto"], partitions.Rule.Words);
        Assert.StartsWith("Partitions of the rooms; each has one journal writer.", partitions.Reason, StringComparison.Ordinal);
        Assert.Equal("ACTORCHAT_STORAGE", Known.All.Single(setting => setting.Path == "actorchat.storage").Variable);
    }

    [Fact]
    public async Task What_is_said_to_be_live_is_the_level_of_the_log_and_the_limits_of_the_admin_interface()
    {
        await using var server = await OperatedServer.StartAsync();
        var limits = JsonNode.Parse(await server.Admin.GetStringAsync("/admin/limits"))!.AsObject().Select(limit => $"actorchat.rate-limits.{limit.Key}").Append("actorchat.log.level").Order(StringComparer.Ordinal);
        Assert.Equal(limits, Known.All.Where(setting => setting.IsLive).Select(setting => setting.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_schema_is_a_schema_and_accepts_the_standard_settings()
    {
        var schema = JsonNode.Parse(await PrintedAsync("schema"))!;
        var valid = MetaSchemas.Draft202012.Evaluate(schema, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(valid.IsValid, string.Join("; ", valid.Details.Where(detail => detail.HasErrors).Select(detail => detail.InstanceLocation)));
        Assert.Equal("", Refused(Standard()));
    }

    /// <summary>Each is what the start refuses and the schema too, or what both accept.</summary>
    [Theory]
    [InlineData("rooms.partitions = 8", "")]
    [InlineData("rooms.partitions = 0", "/actorchat/rooms/partitions")]
    [InlineData("rooms.partitions = some", "/actorchat/rooms/partitions")]
    [InlineData("rooms.idle-timeout = \"5 minutes\"", "/actorchat/rooms/idle-timeout")]
    [InlineData("rooms.edit-window = off", "")]
    [InlineData("rooms.delivered = maybe", "/actorchat/rooms/delivered")]
    [InlineData("http.max-body = 3", "/actorchat/http/max-body")]
    [InlineData("http.max-body = 3MB", "/actorchat/http/max-body")]
    [InlineData("http.cors-origins = \"*\"", "/actorchat/http/cors-origins")]
    [InlineData("tracing { sample-ratio = 1.5 }", "/actorchat/tracing/sample-ratio")]
    [InlineData("rate-limits.events.read = off", "")]
    [InlineData("rate-limits.events.read = \"5 a second\"", "/actorchat/rate-limits/events/read")]
    [InlineData("log.level = loud", "/actorchat/log/level")]
    [InlineData("metrics.otlp-endpoint = nowhere", "/actorchat/metrics/otlp-endpoint")]
    [InlineData("rooms.partitons = 8", "/actorchat/rooms/partitons")]
    [InlineData("room.partitions = 8", "/actorchat/room")]
    [InlineData("rooms = 5", "/actorchat/rooms")]
    public void The_schema_refuses_what_the_start_refuses(string hocon, string at)
    {
        var text = $"actorchat {{ {hocon} }}";
        var starts = Record.Exception(() => ServerSettings.Load(new ServerEnvironment(ConfigFile: _folder.Write("over.conf", text)))) is null;
        Assert.Equal((at.Length == 0, at), (starts, Refused(ConfigurationFactory.ParseString(text))));
    }

    private static Config Standard() => ConfigurationFactory.ParseString(EnvironmentValues.Put(SettingsFile.ReadStandardText(), _ => null));

    /// <summary>Where the schema refuses settings; empty if it does not.</summary>
    private static string Refused(Config settings)
    {
        var result = JsonSchema.FromText(SettingsSchema.Print(Known)).Evaluate(Json(settings.Root), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? "" : result.Details.Where(detail => !detail.IsValid).Select(detail => detail.InstanceLocation.ToString()).MaxBy(location => location.Length)!;
    }

    /// <summary>HOCON as JSON: numbers are numbers.</summary>
    private static JsonNode? Json(HoconValue value) =>
        value.IsObject() ? new JsonObject(value.GetObject().Items.Select(item => KeyValuePair.Create(item.Key, Json(item.Value))))
        : value.Values.Exists(element => element.IsArray()) ? new JsonArray([.. value.GetStringList().Select(text => (JsonNode?)text)])
        : double.TryParse(value.GetString().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : JsonValue.Create(value.GetString().Trim());

    private static async Task<string> PrintedAsync(string what)
    {
        await using var output = new StringWriter();
        Assert.Equal(0, await Tool.RunAsync(["config", what], output, output));
        return output.ToString();
    }
}
