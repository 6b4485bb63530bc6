using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Fuzzing;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;
using Xunit.Abstractions;
using static ActorChat.Fuzzing.JsonFields;

namespace ActorChat.Host.Tests.Fuzzing;

/// <summary>One target after the other, after the tests that measure deadlines.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzingCollection
{
    public const string Name = "fuzzing";
}

/// <summary>
/// Arguments of the chat's events, any valid JSON. The result is a request with the fields that System.Text.Json reads, or a refusal of the catalogue, and
/// never a failure.
/// </summary>
[Collection(FuzzingCollection.Name)]
public sealed class ArgumentFuzzing(ITestOutputHelper output)
{
    private const int MaxDepth = 256;
    private const int BytesForByte = 64;
    private const int BytesForAny = 64 * 1024;

    private static readonly string[] s_events = ["message", "read", "typing", "have_room", "join_room", "leave_room", "other", "", "\ud83d\ude00"];
    private static readonly string[] s_codes = [.. new[] { ChatError.InvalidRequest, ChatError.Forbidden, ChatError.RoomNotFound, ChatError.MessageTooLong, ChatError.SelfDialog, ChatError.UserNotFound }.Select(static error => error.Code)];
    private static readonly LengthSettings s_limits = new(64, 8, 256, 4000, 64, 50, 200);
    private static readonly JsonMaker s_json = new("login", "companion", "room", "message", "clientMessageId", "seq", "before", "after", "limit", "typing", "token");
    private static readonly Mutator s_mutator = new([.. new[] { "\"room\":\"0f8fad5b-d9cb-569f-a165-70867728950e\"", "\"seq\":1", "\"message\":\"x\"", "\"companion\":\"bob\"", "\\ud800", "\\u0062", "[[[[", "]]]]", "null", "," }.Select(Encoding.UTF8.GetBytes)]);

    [Fact]
    public Task An_event_is_a_request_or_is_refused() => FuzzRun.RunAsync("arguments", Make, Check, output.WriteLine);

    private static byte[] Make(Random random, IReadOnlyList<byte[]> corpus) => random.Next(4) switch
    {
        0 => s_mutator.Mutate(random, corpus),
        1 => Encoding.UTF8.GetBytes(s_json.Values(random, 3)),
        _ => Encoding.UTF8.GetBytes(s_json.Fields(random)),
    };

    private static Task Check(byte[] arguments)
    {
        if (Utf8.IsValid(arguments) && Parse([(byte)'[', .. arguments, (byte)']']) is { } values)
        {
            Assert.True(Login.TryParse("alice", s_limits.LoginLength, out var alice));
            var requests = new ClientRequests(alice, s_limits);
            foreach (var name in s_events)
            {
                CheckEvent(requests, name, arguments, values);
            }
        }

        if (Utf8.IsValid(arguments) && Parse(arguments) is { } payload)
        {
            CheckAuth(arguments, payload);
        }

        return Task.CompletedTask;
    }

    private static void CheckEvent(ClientRequests requests, string name, byte[] arguments, JsonElement values)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = requests.Read(EventCatalogue.RequestOf(Encoding.UTF8.GetBytes(name)), Encoding.UTF8.GetBytes(name), arguments, 7, out var tag, out var request);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (BytesForByte * arguments.Length) + BytesForAny);
        Assert.Equal(7, tag.AckId);
        Assert.Equal(error is null, request is not null);
        if (error is not null)
        {
            Assert.Contains(error.Code, s_codes);
            return;
        }

        var fields = values[0];
        switch (request)
        {
            // Longer than the current limits: only a message stored under earlier ones gets an answer.
            case SessionCommands.SendAgain again:
                Assert.Empty(again.Text);
                Assert.Equal(Last(fields, "clientMessageId")!.Value.GetString(), again.ClientMessageId);
                Assert.Contains(again.Otherwise.Code, s_codes);
                break;
            case SessionCommands.SendMessage message:
                Assert.Equal(Last(fields, "message")!.Value.GetString(), message.Text);
                Assert.Equal(Last(fields, "clientMessageId") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null, message.ClientMessageId);
                break;
            case SessionCommands.MarkRead read:
                Assert.Equal(Last(fields, "seq")!.Value.GetInt64(), read.Seq);
                break;
            case SessionCommands.ShowSign typing:
                Assert.Equal(Sign.Typing(Last(fields, "typing")!.Value.GetBoolean()), typing.Sign);
                break;
            default:
                break;
        }
    }

    private static void CheckAuth(byte[] utf8, JsonElement payload)
    {
        if (ConnectAuth.Read(utf8) is { } auth)
        {
            Assert.Equal(Last(payload, "login")!.Value.GetString(), auth.Login);
            Assert.Equal(Last(payload, "token")!.Value.GetString(), auth.Token);
        }
    }

    private static JsonElement? Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
