using System.Reflection;
using System.Text;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>The catalogue has every event, and what it says of each is so. docs/protocol.md is compared with it by ProtocolSpecs.</summary>
public sealed class EventCatalogueSpecs
{
    private static readonly LengthSettings s_lengths = new(64, 8, 256, 4000, 64, 50, 200);

    private static readonly string s_room = RoomKey.Of(Login.FromStored("alice"), Login.FromStored("bob")).Number.ToString();

    public static TheoryData<string> Requests => new(EventCatalogue.Requests.Select(request => request.Name));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_request_is_known_by_its_name_and_read_with_the_fields_that_it_takes(string name)
    {
        Assert.Same(RequestOf(name).Name, EventCatalogue.RequestOf(Encoding.UTF8.GetBytes(name)));
        foreach (var form in RequestOf(name).Takes.Objects)
        {
            Assert.Null(Read(name, form.Fields, out var request));
            Assert.NotNull(request);
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_without_a_field_that_it_needs_is_refused(string name)
    {
        foreach (var needed in RequestOf(name).Takes.Objects.SelectMany(form => form.Fields.Where(field => !field.IsOptional).Select(field => form.Fields.Where(other => other != field))))
        {
            Assert.NotNull(Read(name, needed, out _));
        }
    }

    [Fact]
    public void Every_request_that_a_session_understands_is_one_of_the_catalogue()
    {
        var read = EventCatalogue.Requests.SelectMany(request => request.Takes.Objects.Select(form => (request.Name, form)))
            .Select(one => Read(one.Name, one.form.Fields, out var request) ?? (object)request!.GetType())
            .Append(typeof(SessionCommands.SendAgain));
        Assert.Equal(Named(typeof(SessionCommands).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(SessionCommands.Request)))), Named(read.Cast<Type>().Distinct()));
    }

    [Fact]
    public void Every_field_that_is_read_is_one_of_the_catalogue() =>
        Assert.Equal(
            typeof(RequestFields).GetFields().Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name)).Order(StringComparer.Ordinal),
            EventCatalogue.Requests.SelectMany(request => request.Takes.Objects).SelectMany(form => form.Fields).Select(field => field.Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_event_that_is_sent_is_one_of_the_catalogue()
    {
        var sent = ClientEventsSpecs.Events.Select(row => ((ServerEvent)row[0], (string)row[1])).ToList();
        var (known, hidden) = (sent.Select(one => one.Item1.GetType()).Distinct(), typeof(RoomNews.BlockSet));
        Assert.Equal(
            Named(typeof(ServerEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ServerEvent)) && !type.IsAbstract && type != hidden)),
            Named(known));
        Assert.Equal(
            EventCatalogue.Events.Select(one => one.Name).Order(StringComparer.Ordinal),
            sent.Select(one => one.Item2).Append(EventCatalogue.ChatError).Append(EventCatalogue.SessionEnded).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_of_a_refusal_is_one_of_the_catalogue() =>
        Assert.Equal(
            typeof(ChatError).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((ChatError)field.GetValue(null)!).Code).Distinct().Order(StringComparer.Ordinal),
            EventCatalogue.Refusals.Select(error => error.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_reason_for_an_end_is_one_of_the_catalogue() =>
        Assert.Equal(
            typeof(CloseReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<CloseReason>().Select(reason => reason.Code).Order(StringComparer.Ordinal),
            EventCatalogue.CloseReasons.Select(reason => reason.Code).Order(StringComparer.Ordinal));

    /// <summary>An event whose name has no limit is counted under <c>other</c>, so its limit must say so.</summary>
    [Fact]
    public void Every_limit_is_that_of_a_request()
    {
        var keys = typeof(EventRateLimits).GetProperties().Where(limit => limit.PropertyType == typeof(RateLimit)).Select(limit => JsonNamingPolicy.KebabCaseLower.ConvertName(limit.Name)).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), EventCatalogue.Requests.Select(request => request.Limit).Append("other").Distinct().Order(StringComparer.Ordinal));
        Assert.All(EventCatalogue.Requests, request => Assert.Equal(keys.Contains(request.Name.Replace('_', '-')) ? request.Name.Replace('_', '-') : "other", request.Limit));
    }

    private static ClientRequest RequestOf(string name) => EventCatalogue.Requests.Single(request => request.Name == name);

    private static ChatError? Read(string name, IEnumerable<EventField> fields, out SessionCommands.Request? request)
    {
        var known = EventCatalogue.RequestOf(Encoding.UTF8.GetBytes(name));
        var members = fields.Select(field => $"\"{field.Name}\":{Sample(name, field)}");
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        return new ClientRequests(Login.FromStored("alice"), s_lengths).Read(known, Encoding.UTF8.GetBytes(name), json, 1, out _, out request);
    }

    /// <summary>A value of the field's form.</summary>
    private static string Sample(string request, EventField field) => field switch
    {
        { Name: "room" } => $"\"{s_room}\"",
        { Name: "login" } when request is not EventCatalogue.Block and not EventCatalogue.Unblock => "\"alice\"",
        _ => field.Form.Schema(s_lengths)["type"]!.ToJsonString() switch
        {
            var type when type.Contains("integer", StringComparison.Ordinal) => "1",
            var type when type.Contains("boolean", StringComparison.Ordinal) => "true",
            _ => "\"x\"",
        },
    };

    private static IEnumerable<string> Named(IEnumerable<Type> types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);
}
