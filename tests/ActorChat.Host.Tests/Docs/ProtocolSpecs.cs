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

    /// <summary>The answers with a special form, and the members that the page lists.</summary>
    [Fact]
    public void Every_member_of_an_answer_is_there()
    {
        var key = RoomKey.Of(Login.FromStored("alice"), Login.FromStored("bob"));
        var message = new ChatMessage(key.Number, 1, 1, key.First, "hello", 0, null);
        foreach (var (name, answer) in new (string, Answer)[]
        {
            (ClientEvents.JoinRoom, new Answer.RoomJoined(key.Number, key.Second, true, "0123456789abcdef")),
            (ClientEvents.LeaveRoom, new Answer.RoomLeft(key.Number)),
            (ClientEvents.Message, new Answer.MessageStored(message, Repeated: true)),
            (ClientEvents.HaveRoom, new Answer.History(new RoomReply.Page(1, key, [message], false, 0, 0), key.Second, "0123456789abcdef")),
            (ClientEvents.Read, new Answer.Marked(key.Number, 1, 0)),
            (ClientEvents.Edit, new Answer.MessageChanged(key.Number, 1, 1, 0)),
            (ClientEvents.Delete, new Answer.MessageChanged(key.Number, 1, 1, 0)),
            (ClientEvents.React, new Answer.Reacted(key.Number, 1, 1)),
            (ClientEvents.Changes, new Answer.ChangesRead(new RoomReply.Changes(1, key, 1, [message], false, 0, 0), "0123456789abcdef")),
            (ClientEvents.Delivered, new Answer.Marked(key.Number, 1)),
            (ClientEvents.Block, new Answer.BlockSet(key.Second, true)),
            (ClientEvents.Unblock, new Answer.BlockSet(key.Second, false)),
            (ClientEvents.Blocked, new Answer.Blocked([key.Second])),
            (ClientEvents.Sync, new Answer.Synced(new SyncPage([new SyncedRoom(key, 1, 0, default, default, message)], "", true, false), key.First, "0123456789abcdef")),
        })
        {
            using var json = JsonDocument.Parse(ClientEvents.Write(answer)!.Written.ToArray());
            var said = s_rows.First(row => row[0] == name && row.ElementAtOrDefault(2)?.Contains('{', StringComparison.Ordinal) == true)[2];
            var members = Nested().Replace(said[(said.IndexOf('{', StringComparison.Ordinal) + 1)..], "");
            Assert.Equal(json.RootElement.EnumerateObject().Select(member => member.Name), members[..members.IndexOf('}', StringComparison.Ordinal)].Split(", "));
        }
    }

    [GeneratedRegex(@": \[?\{[^}]*\}\]?")]
    private static partial Regex Nested();

    [Theory]
    [InlineData(ClientEvents.JoinRoom)]
    [InlineData(ClientEvents.LeaveRoom)]
    [InlineData(ClientEvents.Message)]
    [InlineData(ClientEvents.HaveRoom)]
    [InlineData(ClientEvents.Read)]
    [InlineData(ClientEvents.Typing)]
    [InlineData(ClientEvents.Edit)]
    [InlineData(ClientEvents.Delete)]
    [InlineData(ClientEvents.React)]
    [InlineData(ClientEvents.Changes)]
    [InlineData(ClientEvents.Delivered)]
    [InlineData(ClientEvents.Block)]
    [InlineData(ClientEvents.Unblock)]
    [InlineData(ClientEvents.Blocked)]
    [InlineData(ClientEvents.Sync)]
    [InlineData("changed")]
    [InlineData(ClientEvents.GetName)]
    [InlineData(ClientEvents.Chat)]
    [InlineData(ClientEvents.Presence)]
    [InlineData(ClientEvents.ChatError)]
    [InlineData(ClientEvents.SessionEnded)]
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
