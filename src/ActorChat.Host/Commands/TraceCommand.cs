using System.CommandLine;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Host.Admin;

namespace ActorChat.Host.Commands;

/// <summary>
/// The command <c>trace user LOGIN</c>: follows one user on all nodes. It shows what the admin interface knows: sessions that begin and end, tokens, blocks,
/// security events and operators' changes. It never shows what is written, nor to whom.
/// </summary>
internal static class TraceCommand
{
    private const int EventsAtOnce = 1000;

    /// <summary>A week.</summary>
    private const int MostSeconds = 7 * 24 * 60 * 60;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public static ToolCommand Create() => new("trace", "Follow what happens.") { OfUser() };

    private static ToolCommand OfUser()
    {
        var login = AdminOptions.Login();
        var seconds = new Option<int?>("--seconds") { Description = "End after so many seconds; without it, at Ctrl-C.", HelpName = "N" };
        seconds.Validators.Add(static given =>
        {
            if (given.GetValueOrDefault<int?>() is <= 0 or > MostSeconds)
            {
                given.AddError($"--seconds must be between 1 and {MostSeconds}");
            }
        });
        return AdminOptions.Give(
            new ToolCommand(
                "user", "Follow a user: sessions, tokens, security events, operators' changes; no texts.", "",
                "It begins with what the server remembers of the user, and looks again every second. With --json each line is an object.",
                "actorchat trace user alice", "actorchat trace user alice --seconds 60 --json")
            {
                login, seconds,
            },
            async (given, client, json, stop) =>
            {
                using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
                if (given.GetValue(seconds) is { } limit)
                {
                    end.CancelAfter(TimeSpan.FromSeconds(limit));
                }

                var follower = new Follower(client, given.GetRequiredValue(login), line => Print(given.InvocationConfiguration.Output, line, json));
                try
                {
                    while (true)
                    {
                        await follower.LookAsync(end.Token);
                        await Task.Delay(Every, TimeProvider.System, end.Token);
                    }
                }
                catch (OperationCanceledException) when (end.IsCancellationRequested)
                {
                    // That is how following ends.
                }
            });
    }

    private static void Print(TextWriter output, TracedLine line, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
        }
        else
        {
            AdminPrint.Line(output, string.Join("  ", new[] { line.Time, line.Event, line.Session, line.Detail, line.Address, line.Node }.Where(static part => !string.IsNullOrEmpty(part))));
        }

        output.Flush();
    }

    private sealed record TracedLine(string Time, string Event, string? Session = null, string? Detail = null, string? Address = null, string? Node = null);

    /// <summary>Remembers what it has seen, and tells what is new.</summary>
    private sealed class Follower(AdminClient client, string login, Action<TracedLine> tell)
    {
        private HashSet<EventBody> _told = [];
        private Dictionary<string, string?> _sessions = [];
        private string? _state;

        public async Task LookAsync(CancellationToken stop)
        {
            var user = await client.GetAsync<FoundUserBody>($"/admin/user?login={Uri.EscapeDataString(login)}", stop);
            var events = new List<EventBody>();
            foreach (var what in new[] { "security", "audit" })
            {
                events.AddRange((await client.GetAsync<EventsBody>($"/admin/{what}?limit={EventsAtOnce}", stop)).Events.Where(happened => string.Equals(happened.About, user.Login, StringComparison.OrdinalIgnoreCase)));
            }

            foreach (var happened in events.Where(happened => !_told.Contains(happened)).OrderBy(static happened => happened.Time, StringComparer.Ordinal))
            {
                tell(new TracedLine(happened.Time, happened.Event, null, happened.Detail, happened.Address, happened.Node));
            }

            _told = [.. events];
            Compare(user, IsoTime.Text(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        private void Compare(FoundUserBody user, string now)
        {
            var state = $"{(user.Erased ? "erased" : user.Blocked ? "blocked" : user.Online ? "online" : "offline")}, {user.Tokens} tokens";
            var sessions = (user.Sessions ?? []).ToDictionary(static session => session.Id, static session => session.Node);
            foreach (var (id, node) in sessions.Where(session => !_sessions.ContainsKey(session.Key)))
            {
                tell(new TracedLine(now, _state is null ? "session is live" : "session began", id, Node: node));
            }

            foreach (var (id, node) in _sessions.Where(session => !sessions.ContainsKey(session.Key)))
            {
                tell(new TracedLine(now, "session ended", id, Node: node));
            }

            if (state != _state)
            {
                tell(new TracedLine(now, state));
            }

            (_sessions, _state) = (sessions, state);
        }
    }
}
