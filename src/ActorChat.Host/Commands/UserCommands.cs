using System.CommandLine;
using System.Text.Json;
using ActorChat.Host.Admin;

namespace ActorChat.Host.Commands;

/// <summary>The commands <c>user …</c>: find users, and change what they may do.</summary>
internal static class UserCommands
{
    private const int Page = 200;
    private const string UsersHeading = "Users and sessions, over the admin interface";

    public static ToolCommand Create() => new("user", "Find users, and block, log out, erase them or set their passwords.", UsersHeading)
    {
        List(),
        Show(),
        WithPassword("add", "Create a user; the password comes from the terminal or the standard input.", "/admin/users", "is registered", "actorchat user add carol < password.txt"),
        Plain("block", "Block a user: all tokens and sessions end, and no login is accepted.", "is blocked"),
        Plain("unblock", "Let a blocked user log in again.", "may log in again"),
        Plain("logout", "End all tokens and sessions of a user, who may log in again.", "is logged out", "end-sessions"),
        WithPassword("reset-password", "Set a user's password, from the terminal or the standard input, and log the user out.", "/admin/users/reset-password", "has the new password", "actorchat user reset-password carol"),
        Erase(),
    };

    private static ToolCommand List()
    {
        var (search, limit) = (AdminOptions.Search(), AdminOptions.Limit(50));
        return AdminOptions.Give(
            new ToolCommand("list", "List users in the order of their logins, blocked and erased ones too.")
            {
                search, limit,
            },
            async (given, client, json, stop) =>
            {
                var (output, left, cursor, rows) = (given.InvocationConfiguration.Output, given.GetValue(limit), (string?)null, new List<JsonElement>());
                do
                {
                    var answer = await client.GetAsync($"/admin/users?limit={Math.Min(left, Page)}{Query("search", given.GetValue(search))}{Query("cursor", cursor)}", stop);
                    rows.AddRange(answer.GetProperty("users").EnumerateArray());
                    left -= answer.GetProperty("users").GetArrayLength();
                    cursor = answer.TryGetProperty("next", out var next) ? next.GetString() : null;
                }
                while (cursor is not null && left > 0);
                if (json)
                {
                    AdminPrint.Json(output, JsonSerializer.SerializeToElement(rows));
                    return;
                }

                AdminPrint.Table(output, [["LOGIN", "STATE", "TOKENS", "REGISTERED", "LAST SEEN"], .. rows.Select(static row => Row(row.Deserialize<FoundUserBody>(JsonSerializerOptions.Web)!))]);
                if (cursor is not null)
                {
                    await given.InvocationConfiguration.Error.WriteLineAsync($"{Tool.Name}: there are more; --limit shows more, --search fewer");
                }
            });
    }

    private static ToolCommand Show()
    {
        var login = AdminOptions.Login();
        return AdminOptions.Give(new ToolCommand("show", "Show a user: since when, state, tokens and live sessions.") { login }, async (given, client, json, stop) =>
        {
            var answer = await client.GetAsync($"/admin/user?login={Uri.EscapeDataString(given.GetRequiredValue(login))}", stop);
            var output = given.InvocationConfiguration.Output;
            AdminPrint.Silent(given.InvocationConfiguration.Error, answer);
            if (json)
            {
                AdminPrint.Json(output, answer);
                return;
            }

            var user = answer.Deserialize<FoundUserBody>(JsonSerializerOptions.Web)!;
            AdminPrint.Table(output, [["login", user.Login], ["state", StateOf(user)], ["registered", user.Created], ["last seen", SeenOf(user)], ["tokens", $"{user.Tokens}"],
                .. (user.Sessions ?? []).Select(static session => (string[])["session", session.Node is null ? session.Id : $"{session.Id} on {session.Node}"])]);
        });
    }

    /// <summary>A command whose request has nothing but the login.</summary>
    private static ToolCommand Plain(string name, string summary, string done, string? action = null)
    {
        var login = AdminOptions.Login();
        return AdminOptions.Give(new ToolCommand(name, summary) { login }, (given, client, json, stop) =>
            ChangeAsync(given, client, $"/admin/users/{action ?? name}", new { login = given.GetRequiredValue(login) }, $"{given.GetRequiredValue(login)} {done}", json, stop));
    }

    private static ToolCommand WithPassword(string name, string summary, string path, string done, string example)
    {
        var login = AdminOptions.Login();
        return AdminOptions.Give(new ToolCommand(name, summary, "", "", example) { login }, (given, client, json, stop) => ChangeAsync(
            given, client, path, new { login = given.GetRequiredValue(login), password = PasswordInput.Read(given.InvocationConfiguration.Error) }, $"{given.GetRequiredValue(login)} {done}", json, stop));
    }

    private static ToolCommand Erase()
    {
        var login = AdminOptions.Login();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        return AdminOptions.Give(
            new ToolCommand(
                "erase", "Erase all that a user wrote, for ever; asks for the login again.", "",
                "It cannot be undone, and backups keep what they have. The answer comes when no byte of the user's texts is left in the data.")
            {
                login, yes,
            },
            async (given, client, json, stop) =>
            {
                var name = given.GetRequiredValue(login);
                if (!given.GetValue(yes))
                {
                    var typed = PasswordInput.Confirm($"All that {name} wrote goes for ever. Type the login again: ", given.InvocationConfiguration.Error);
                    if (!string.Equals(typed, name, StringComparison.Ordinal))
                    {
                        throw new ToolException("nothing was erased: the login was not typed again");
                    }
                }

                using var line = ProgressLine.On(given.InvocationConfiguration.Error);
                line.Show($"erasing {name}; if this is interrupted, the server goes on");
                await ChangeAsync(given, client, "/admin/users/erase", new { login = name }, $"{name} is erased", json, stop);
            });
    }

    private static async Task ChangeAsync(ParseResult given, AdminClient client, string path, object body, string done, bool json, CancellationToken stop)
    {
        var answer = await client.SendAsync(HttpMethod.Post, path, body, stop);
        AdminPrint.Silent(given.InvocationConfiguration.Error, answer);
        if (json)
        {
            AdminPrint.Json(given.InvocationConfiguration.Output, answer);
            return;
        }

        var ended = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("sessionsEnded", out var count) ? $", {count.GetInt32()} sessions ended" : "";
        var rooms = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("rooms", out var all) ? $", in {all.GetInt32()} rooms" : "";
        AdminPrint.Line(given.InvocationConfiguration.Output, done + ended + rooms);
    }

    private static string[] Row(FoundUserBody user) => [user.Login, StateOf(user), $"{user.Tokens}", user.Created, SeenOf(user)];

    private static string StateOf(FoundUserBody user) => user.Erased ? "erased" : user.Blocked ? $"blocked since {user.BlockedAt}" : user.Online ? "online" : "offline";

    private static string SeenOf(FoundUserBody user) => user.Online ? "now" : user.LastSeen ?? "never";

    internal static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
