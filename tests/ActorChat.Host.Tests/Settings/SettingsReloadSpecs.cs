using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Commands;
using ActorChat.Host.Limits;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;
using ActorChat.Storage.Engine;
using Serilog.Events;

namespace ActorChat.Host.Tests.Settings;

/// <summary>The settings are read again while the server runs.</summary>
public sealed class SettingsReloadSpecs : IDisposable
{
    private const string First = "actorchat.rate-limits.events.read = \"5 per 1s, burst 5\"\nactorchat.sessions.max = 10";

    private readonly TestFolder _folder = new();
    private StoredLimits? _stored;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_can_change_at_once_does_and_the_rest_is_named_until_the_next_start()
    {
        var (reload, limits, started) = Started(First);
        Write("actorchat.rate-limits.events.read = off\nactorchat.log.level = error\nactorchat.sessions.max = 20");
        var reloaded = reload.Run(isTrial: false);
        Assert.Equal(["actorchat.log.level: information -> error", "actorchat.rate-limits.events.read: 5 per 1s, burst 5 -> off"], reloaded.Live.Select(changed => changed.ToString()));
        Assert.Equal(["actorchat.sessions.max: 10 -> 20"], reloaded.Restart.Select(changed => changed.ToString()));
        Assert.True(limits.Current.Events.Read.IsOff);
        Assert.Equal((LogEventLevel.Error, LogEventLevel.Error), (started.Log.Levels.Own.MinimumLevel, started.Log.Levels.Framework.MinimumLevel));

        var again = reload.Run(isTrial: false);
        Assert.Empty(again.Live);
        Assert.Equal(["actorchat.sessions.max"], again.Restart.Select(changed => changed.Key));
    }

    [Fact]
    public void What_was_written_back_has_not_changed()
    {
        var (reload, _, _) = Started(First);
        Write("actorchat.sessions.max = 20");
        Assert.Equal(2, reload.Run(isTrial: false) is var first ? first.Live.Count + first.Restart.Count : 0);
        Write(First);
        var back = reload.Run(isTrial: false);
        Assert.Equal("actorchat.rate-limits.events.read", Assert.Single(back.Live).Key);
        Assert.Empty(back.Restart);
    }

    [Fact]
    public void A_trial_says_the_same_and_changes_nothing()
    {
        var (reload, limits, _) = Started(First);
        var before = limits.Current;
        Write("actorchat.rate-limits.events.read = off");
        Assert.Equal("actorchat.rate-limits.events.read", Assert.Single(reload.Run(isTrial: true).Live).Key);
        Assert.Same(before, limits.Current);
        Assert.Equal("actorchat.rate-limits.events.read", Assert.Single(reload.Run(isTrial: false).Live).Key);
        Assert.True(limits.Current.Events.Read.IsOff);
    }

    [Fact]
    public void Settings_that_the_start_would_refuse_change_nothing()
    {
        var (reload, limits, _) = Started(First);
        var before = limits.Current;
        Write("actorchat.rate-limits.events.read = off\nactorchat.rooms.batch = none");
        Assert.EndsWith("over.conf, line 2)", Assert.Throws<SettingsException>(() => reload.Run(isTrial: false)).Message, StringComparison.Ordinal);
        Assert.Same(before, limits.Current);
    }

    [Fact]
    public void A_limit_that_an_operator_has_set_stays_unless_the_file_changes_it()
    {
        var (reload, limits, _) = Started("actorchat.sessions.max = 10");
        _stored!.Take("connects", RateLimit.Off);
        _stored.Take("events.read", RateLimit.Off);
        Assert.True(limits.Current.Events.Read.IsOff);
        Write("actorchat.rate-limits.events.read = \"7 per 1s, burst 7\"\nactorchat.sessions.max = 10");
        reload.Run(isTrial: false);
        Assert.Equal(("off", "7 per 1s, burst 7"), (limits.Current.Connects.ToString(), limits.Current.Events.Read.ToString()));
    }

    [Fact]
    public void Of_a_limit_that_an_operator_has_set_the_report_says_what_is_in_force()
    {
        var (reload, limits, _) = Started("");
        _stored!.Take("events.read", RateLimit.Off);
        Assert.Empty(reload.Run(isTrial: false).Live);
        Write("actorchat.rate-limits.events.read = \"7 per 1s, burst 7\"");
        Assert.Equal("actorchat.rate-limits.events.read: off -> 7 per 1s, burst 7", Assert.Single(reload.Run(isTrial: false).Live).ToString());
        Write("");
        Assert.Equal("actorchat.rate-limits.events.read: 7 per 1s, burst 7 -> off, set by PUT /admin/limits", Assert.Single(reload.Run(isTrial: true).Live).ToString());
        Assert.Equal("PUT /admin/limits", Assert.Single(reload.Run(isTrial: false).Live).Origin);
        Assert.True(limits.Current.Events.Read.IsOff);
        Assert.Empty(reload.Run(isTrial: false).Live);
    }

    [Fact]
    public void The_default_that_is_written_wins_over_a_limit_that_was_set()
    {
        var (reload, limits, _) = Started("");
        var standard = limits.Current.Events.Read;
        _stored!.Take("events.read", RateLimit.Off);
        Write($"actorchat.rate-limits.events.read = \"{standard}\"");
        Assert.Equal($"actorchat.rate-limits.events.read: off -> {standard}", Assert.Single(reload.Run(isTrial: false).Live).ToString());
        Assert.Equal(standard, limits.Current.Events.Read);
    }

    [Fact]
    public async Task An_operator_asks_for_it_and_gets_what_became_of_each_change()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rate-limits.connects = off");
        using var same = await server.Admin.PostAsync(new Uri(ReloadCommand.Path, UriKind.Relative), null);
        Assert.Equal("""{"dryRun":false,"live":[],"restart":[]}""", await same.Content.ReadAsStringAsync());

        await File.AppendAllTextAsync(server.ConfigFile, "\nactorchat.rate-limits.connects = \"9 per 1s, burst 9\"\nactorchat.sessions.max = 7");
        var trial = await ReloadAsync(server, "?dry-run=true");
        Assert.Equal("""{"dryRun":true,"live":[{"key":"actorchat.rate-limits.connects","from":"off","to":"9 per 1s, burst 9"}],"restart":[{"key":"actorchat.sessions.max","from":"200000","to":"7"}]}""", trial.GetRawText());
        Assert.Equal("off", await LimitAsync(server));
        await ReloadAsync(server);
        Assert.Equal("9 per 1s, burst 9", await LimitAsync(server));

        await File.AppendAllTextAsync(server.ConfigFile, "\nactorchat.rooms.partitons = 7");
        using var refused = await server.Admin.PostAsync(new Uri(ReloadCommand.Path, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("did you mean actorchat.rooms.partitions?", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var odd = await server.Admin.PostAsync(new Uri(ReloadCommand.Path + "?dry-run=maybe", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
    }

    [Fact]
    public async Task The_command_asks_the_running_server()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rate-limits.connects = off");
        await File.AppendAllTextAsync(server.ConfigFile, $"\nactorchat {{ rate-limits.connects = \"9 per 1s, burst 9\", sessions.max = 7, metrics.listen = \"{server.Admin.BaseAddress!.Authority}\" }}");
        var environment = new ServerEnvironment(ConfigFile: server.ConfigFile, AdminToken: OperatedServer.AdminToken);
        using var output = new StringWriter();
        Assert.Equal(0, await ReloadCommand.RunAsync(environment, isTrial: true, output));
        Assert.Equal(0, await ReloadCommand.RunAsync(environment, isTrial: false, output));
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Contains("would change  actorchat.rate-limits.connects: off -> 9 per 1s, burst 9", lines);
        Assert.Contains("changed  actorchat.rate-limits.connects: off -> 9 per 1s, burst 9", lines);
        Assert.Contains("needs a restart  actorchat.sessions.max: 200000 -> 7", lines);
        await Assert.ThrowsAsync<ToolException>(() => ReloadCommand.RunAsync(environment with { AdminToken = null }, isTrial: false, output));
    }

    [Fact]
    public async Task The_signal_reloads_and_the_log_says_what_became_of_it()
    {
        var file = Write(RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal));
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), file);
        await File.AppendAllTextAsync(file, "\nactorchat.rate-limits.connects = off\nactorchat.sessions.max = 7");
        await server.SignalAsync("HUP");
        Assert.Contains("and is off now", await server.HeardAsync("actorchat.rate-limits.connects was"), StringComparison.Ordinal);
        await server.HeardAsync("actorchat.sessions.max is 200000 until the next start, then 7");
        await server.HeardAsync("read again; 1 changed, 1 need a restart");
        await File.AppendAllTextAsync(file, "\nactorchat.rooms.batch = none");
        await server.SignalAsync("HUP");
        Assert.Contains("actorchat.rooms.batch = none", await server.HeardAsync("nothing was changed"), StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync());
    }

    private static async Task<JsonElement> ReloadAsync(OperatedServer server, string query = "")
    {
        using var answer = await server.Admin.PostAsync(new Uri(ReloadCommand.Path + query, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string?> LimitAsync(OperatedServer server) =>
        (await server.Admin.GetFromJsonAsync<JsonElement>("/admin/limits")).GetProperty("connects").GetString();

    private (SettingsReload Reload, RateLimits Limits, ServerSettings Settings) Started(string hocon)
    {
        var settings = ServerSettings.Load(new ServerEnvironment(ConfigFile: Write(hocon)));
        var limits = new RateLimits(settings.RateLimits, TimeProvider.System);
        _stored = new StoredLimits(new NoStorage(), limits, settings.RateLimits, settings.Places);
        return (new SettingsReload(settings, _stored), limits, settings);
    }

    private string Write(string hocon) => _folder.Write("over.conf", hocon);

    /// <summary>Nothing is stored.</summary>
    private sealed class NoStorage : ILiveSettings
    {
        public Task<IReadOnlyDictionary<string, string>> ReadAsync() => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

        public Task SaveAsync(string key, string? value) => Task.CompletedTask;
    }
}
