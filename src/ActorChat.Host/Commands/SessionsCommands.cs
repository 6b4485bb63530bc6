using System.CommandLine;
using System.Text.Json;
using ActorChat.Host.Admin;

namespace ActorChat.Host.Commands;

/// <summary>The commands <c>session …</c>: find live sessions, and end them.</summary>
internal static class SessionsCommands
{
    public static ToolCommand Create() => new("session", "Find live sessions, and end them.") { List(), End() };

    private static ToolCommand List()
    {
        var (search, limit) = (AdminOptions.Search(), AdminOptions.Limit(100));
        var login = new Option<string?>("--user") { Description = "Only those of this user.", HelpName = "LOGIN" };
        return AdminOptions.Give(new ToolCommand("list", "List live sessions, of all users or of one.") { login, search, limit }, async (given, client, json, stop) =>
        {
            var query = $"{UserCommands.Query("login", given.GetValue(login))}{UserCommands.Query("search", given.GetValue(search))}";
            var answer = await client.GetAsync($"/admin/sessions?limit={Math.Min(given.GetValue(limit), 1000)}{query}", stop);
            var output = given.InvocationConfiguration.Output;
            AdminPrint.Silent(given.InvocationConfiguration.Error, answer);
            if (json)
            {
                AdminPrint.Json(output, answer);
                return;
            }

            AdminPrint.Table(output, [["SESSION", "LOGIN", "NODE"], .. answer.Deserialize<SessionsBody>(JsonSerializerOptions.Web)!.Sessions.Select(static row => (string[])[row.Id, row.Login, row.Node ?? ""])]);
        });
    }

    private static ToolCommand End()
    {
        var id = new Argument<string>("ID") { Description = "The session, as session list names it." };
        return AdminOptions.Give(new ToolCommand("end", "End a session; its user stays logged in and may connect again.") { id }, async (given, client, json, stop) =>
        {
            var answer = await client.SendAsync(HttpMethod.Delete, $"/admin/sessions/{Uri.EscapeDataString(given.GetRequiredValue(id))}", null, stop);
            if (json)
            {
                AdminPrint.Json(given.InvocationConfiguration.Output, answer);
                return;
            }

            AdminPrint.Line(given.InvocationConfiguration.Output, $"{given.GetRequiredValue(id)} is ended");
        });
    }
}
