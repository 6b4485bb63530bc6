using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Gateway;
using ActorChat.Host.Http;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>docs/protocol.md agrees with the code's catalogues.</summary>
public partial class ProtocolSpecs
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

    public static TheoryData<string> Requests => new(EventCatalogue.Requests.Select(request => request.Name));

    public static TheoryData<string> Events => new(EventCatalogue.Events.Select(sent => sent.Name));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_request_is_there_with_its_fields_and_those_of_its_answer(string name)
    {
        var request = EventCatalogue.Requests.Single(request => request.Name == name);
        var row = Row("| request |", name);
        var takes = request.Takes.Objects[0].Fields.Where(field => field != EventForms.Self).ToList();
        Assert.Equal(takes.Select(Optional), Members(row[1]).Where(member => member != "login" || takes[0].Name == "login"));
        Assert.Equal(request.Answers.Fields.Select(field => field.Name), Members(row[2]));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_from_the_server_is_there_with_its_fields(string name)
    {
        var row = Row("| event from the server |", name);
        if (EventCatalogue.Events.Single(sent => sent.Name == name).Payload.Objects is [var payload])
        {
            // A message has a table of its own for the members that only some messages have.
            var further = FurtherMembers();
            Assert.Equal(
                payload.Fields.Where(field => payload != EventForms.Message || (field.Name != "erased" && !further.Contains(field.Name))).Select(Optional),
                Members(row[1]).Where(member => payload != EventForms.Message || !further.Contains(member.TrimEnd('?'))));
        }
    }

    [Fact]
    public void No_event_is_there_that_the_catalogue_does_not_know()
    {
        Assert.Equal(EventCatalogue.Requests.Select(request => request.Name).Order(StringComparer.Ordinal), Names("| request |"));
        Assert.Equal(EventCatalogue.Events.Select(sent => sent.Name).Order(StringComparer.Ordinal), Names("| event from the server |"));
    }

    [Fact]
    public void Every_member_that_only_some_messages_have_is_there() =>
        Assert.Equal(
            EventForms.Message.Fields.Where(field => field.IsOptional && field.Name is not "clientMessageId" and not "erased").Select(field => field.Name).Order(StringComparer.Ordinal),
            FurtherMembers().Order(StringComparer.Ordinal));

    private static List<string> FurtherMembers() => [.. After("| member |").Select(row => row[0])];

    private static string Optional(EventField field) => field.IsOptional ? field.Name + "?" : field.Name;

    /// <summary>The names in the first pair of braces of a cell; of a member that has an object, only its own name.</summary>
    private static string[] Members(string cell)
    {
        var start = cell.IndexOf('{', StringComparison.Ordinal);
        var members = start < 0 ? "" : Nested().Replace(cell[(start + 1)..], "");
        return start < 0 || members[0] == '}' ? [] : members[..members.IndexOf('}', StringComparison.Ordinal)].Split(", ");
    }

    private static string[] Row(string table, string name) => After(table).Single(row => row[0] == name);

    private static IEnumerable<string> Names(string table) => After(table).Select(row => row[0]).Order(StringComparer.Ordinal);

    /// <summary>The rows of the table with that head; the Socket.IO tables come after those of HTTP.</summary>
    private static IEnumerable<string[]> After(string head)
    {
        var lines = File.ReadAllLines(Path.Combine(ClientScripts.Root, "docs", "protocol.md"));
        return lines.Skip(Array.FindLastIndex(lines, line => line.StartsWith(head, StringComparison.Ordinal)) + 2)
            .TakeWhile(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray());
    }

    [GeneratedRegex(@": \[?\{[^}]*\}\]?")]
    private static partial Regex Nested();

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
