using System.Reflection;
using ActorChat.Actors.Common;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Gateway;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>docs/protocol.md says what the code's catalogues say.</summary>
public class ProtocolSpecs
{
    private static readonly string[][] s_rows = [.. File.ReadLines(Path.Combine(ClientScripts.Root, "docs", "protocol.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())];

    [Fact]
    public void Every_refusal_over_http_is_there_with_its_status() =>
        Assert.Equal(
            HttpProblem.All.Select(problem => $"{problem.Status} {problem.Code}").Order(StringComparer.Ordinal),
            s_rows.Where(row => int.TryParse(row[0], out _)).Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_refusal_of_an_event_is_there_and_whether_it_may_be_tried_again() =>
        Assert.Equal(
            Catalogue<ChatError>().Select(error => $"{error.Code} {YesNo(error.MayRetry)}").Distinct().Order(StringComparer.Ordinal),
            Table("may be tried again"));

    [Fact]
    public void Every_reason_for_a_close_is_there_and_whether_the_client_may_come_back() =>
        Assert.Equal(
            Catalogue<CloseReason>().Select(reason => $"{reason.Code} {YesNo(reason.MayReconnect)}").Order(StringComparer.Ordinal),
            Table("may come back"));

    [Fact]
    public void Every_code_of_a_refused_connect_is_there() =>
        Assert.Equal(
            [ConnectAuth.InvalidToken, ConnectAuth.LoginMismatch, ConnectAuth.MissingCredentials],
            s_rows.Where(row => row[0] == ClientEvents.Unauthorized).Select(row => row[1]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(ClientEvents.JoinRoom)]
    [InlineData(ClientEvents.LeaveRoom)]
    [InlineData(ClientEvents.Message)]
    [InlineData(ClientEvents.HaveRoom)]
    [InlineData(ClientEvents.Read)]
    [InlineData(ClientEvents.Typing)]
    [InlineData(ClientEvents.GetName)]
    [InlineData(ClientEvents.Chat)]
    [InlineData(ClientEvents.Presence)]
    [InlineData(ClientEvents.ChatError)]
    public void Every_event_is_there(string name) => Assert.Contains(s_rows, row => row[0] == name);

    /// <summary>The rows of the table whose second column has that title, as "code yes".</summary>
    private static IEnumerable<string> Table(string title) => s_rows
        .SkipWhile(row => row.ElementAtOrDefault(1) != title)
        .Skip(1)
        .TakeWhile(row => row is [_, "yes" or "no", _])
        .Select(row => $"{row[0]} {row[1]}")
        .Order(StringComparer.Ordinal);

    private static IEnumerable<T> Catalogue<T>() => typeof(T)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<T>();

    private static string YesNo(bool yes) => yes ? "yes" : "no";
}
