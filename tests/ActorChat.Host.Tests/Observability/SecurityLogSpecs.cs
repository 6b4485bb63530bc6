using System.Diagnostics.Metrics;
using System.Net;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Host.Tests.Observability;

/// <summary>What a flood of security events leaves of the others in the log.</summary>
public sealed class SecurityLogSpecs : IDisposable
{
    private static readonly IPAddress s_attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _clock = new();
    private readonly Lines _lines = new();
    private readonly SecurityLog _log;

    public SecurityLogSpecs()
    {
        var settings = ServerSettings.Load(new ServerEnvironment());
        _log = new SecurityLog(_lines, new RateLimits(settings.RateLimits, _clock), settings.Log, _clock);
    }

    public void Dispose()
    {
        _log.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public void A_flood_of_one_event_from_one_address_silences_no_other_event_and_no_other_address()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), s_attacker);
        _log.LoginFailed("alice", s_attacker);
        _log.LockedOut("failed-logins", s_attacker);
        _log.ConnectRefused("origin", s_attacker);
        _log.AdminRefused("GET /admin/sessions", s_attacker);
        _log.TokenRefused("login_mismatch", s_other);
        Assert.Equal([200, 201, 205, 210], _lines.Of(s_attacker).Where(id => id != 202).Order());
        Assert.Equal([202], _lines.Of(s_other));
    }

    [Fact]
    public void A_flood_of_one_event_from_very_many_addresses_silences_no_other_event()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), [.. Enumerable.Range(0, 5000).Select(number => new IPAddress(number))]);
        _log.LoginFailed("alice", s_other);
        Assert.Equal([200], _lines.Of(s_other));
        Assert.InRange(_lines.Count(202), 100, 2000);
    }

    [Fact]
    public void A_flood_of_one_user_silences_no_other_user()
    {
        for (var i = 0; i < 5000; i++)
        {
            _log.StrangerRefused("mallory", "have_room");
            _log.RateLimited("mallory", "read");
        }

        _log.StrangerRefused("eve", "have_room");
        _log.RateLimited("eve", "read");
        Assert.Equal(2, _lines.Texts.Count(text => text.StartsWith("eve ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Logins_password_changes_and_operators_actions_are_never_left_out()
    {
        Flood(address => _log.LoginFailed("alice", address), s_attacker);
        for (var i = 0; i < 3000; i++)
        {
            _log.LoggedIn("alice", s_attacker);
            _log.PasswordChanged("alice", s_attacker);
            _log.AdminDid("POST /admin/users/{login}/block", "alice", s_attacker, "200");
        }

        Assert.Equal((3000, 3000, 3000), (_lines.Count(209), _lines.Count(206), _lines.Count(208)));
    }

    [Fact]
    public void What_an_operator_reads_again_and_again_is_one_line_and_a_change_is_always_one()
    {
        for (var i = 0; i < 100; i++)
        {
            _log.AdminRead("GET /admin/now", "", s_attacker, "200");
        }

        Assert.Equal(1, _lines.Count(208));
        _log.AdminRead("GET /admin/users/{login}", "alice", s_attacker, "200");
        _log.AdminRead("GET /admin/users/{login}", "bob", s_attacker, "200");
        _log.AdminRead("GET /admin/now", "", s_other, "200");
        _log.AdminRead("GET /admin/now", "", s_attacker, "503");
        Assert.Equal(5, _lines.Count(208));
        _clock.Advance(TimeSpan.FromMinutes(10));
        _log.AdminRead("GET /admin/now", "", s_attacker, "200");
        Assert.Equal(6, _lines.Count(208));
        Assert.Empty(_log.Audit.Newest(10));
    }

    [Fact]
    public void The_line_of_a_request_that_names_nothing_has_no_empty_place()
    {
        _log.AdminRead("GET /admin/limits", "", s_attacker, "200");
        _log.AdminDid("POST /admin/settings/reload", "", s_attacker, "200");
        _log.AdminDid("PUT /admin/limits/{name}", "connects", s_attacker, "200");
        Assert.Equal(
            [
                "Operator at 192.0.2.1: GET /admin/limits on the server: 200",
                "Operator at 192.0.2.1: POST /admin/settings/reload on the server: 200",
                "Operator at 192.0.2.1: PUT /admin/limits/{name} on connects: 200",
            ],
            _lines.Texts);
    }

    [Fact]
    public void The_last_events_are_those_that_were_logged()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), s_attacker);
        Assert.Equal(_lines.Count(202), _log.Recent.Newest(int.MaxValue).Count);
        _log.LoginFailed(null, s_other);
        var newest = _log.Recent.Newest(1)[0];
        Assert.Equal(("login_failed", null, "192.0.2.2"), (newest.Event, newest.About, newest.Address));
    }

    [Fact]
    public void Left_out_lines_are_counted_by_event_and_none_is_missing_from_the_sum()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), s_attacker);
        var logged = _lines.Count(202);
        Assert.Equal(0, _lines.Count(207));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal($"{5000 - logged} events token_refused that concern security came faster than they are logged", Assert.Single(_lines.Texts, text => text.Contains("came faster", StringComparison.Ordinal)));

        // Reported once: if nothing was left out, nothing is logged.
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, _lines.Count(207));
    }

    [Fact]
    public void The_last_left_out_lines_are_reported_when_the_server_stops()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), s_attacker);
        _log.Dispose();
        Assert.Equal(1, _lines.Count(207));
    }

    [Fact]
    public void Both_metrics_count_by_event_what_happened_and_what_was_left_out()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (ReferenceEquals(instrument.Meter, HostMetrics.Meter)) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests count as well, but none counts admin events.
            if (tags.Length > 0 && tags[0].Value is "admin_refused")
            {
                counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.Start();
        Flood(address => _log.AdminRefused("GET /admin/rooms", address), s_attacker);
        Assert.Equal(5000, counted["actorchat.security.events"]);
        Assert.Equal(5000 - _lines.Count(210), counted["actorchat.security.left_out"]);
    }

    [Fact]
    public void A_source_that_was_quiet_for_a_while_is_logged_again()
    {
        Flood(address => _log.TokenRefused("invalid_token", address), s_attacker);
        var before = _lines.Count(202);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _log.TokenRefused("invalid_token", s_attacker);
        Assert.Equal(before + 1, _lines.Count(202));
    }

    private static void Flood(Action<IPAddress> happens, params IPAddress[] from)
    {
        for (var i = 0; i < 5000; i++)
        {
            happens(from[i % from.Length]);
        }
    }

    /// <summary>A log that keeps its entries.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly List<(int Id, string Text)> _told = [];

        public IEnumerable<string> Texts => _told.Select(line => line.Text);

        public int Count(int id) => _told.Count(line => line.Id == id);

        /// <summary>The events of the lines that name the address.</summary>
        public IEnumerable<int> Of(IPAddress address) => _told.Where(line => $"{line.Text} ".Replace(":", "", StringComparison.Ordinal).Contains($" {address} ", StringComparison.Ordinal)).Select(line => line.Id);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _told.Add((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
