using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Tests;

/// <summary>Test data with defaults that no test depends on.</summary>
internal static class Data
{
    public const long Noon = 1_790_000_000_000;

    public static readonly Login Alice = ALogin("alice");
    public static readonly Login Bob = ALogin("Bob");
    public static readonly Login Carol = ALogin("carol");
    public static readonly RoomKey AliceAndBob = RoomKey.Of(Alice, Bob);

    public static Login ALogin(string text) =>
        Login.TryParse(text, 64, out var login) ? login : throw new ArgumentException("not a login", nameof(text));

    public static ChatMessage AMessage(long seq, Login? author = null, string? clientId = null, RoomKey? room = null) =>
        new((room ?? AliceAndBob).Number, seq * 10, seq, author ?? Alice, $"text {seq}", Noon + seq, clientId);

    public static RoomCommand.Post APost(Login caller, string? clientId = null, bool byCompanion = false, long requestId = 1) =>
        new(AliceAndBob.Number, byCompanion ? AliceAndBob : null, caller, requestId, "hello", clientId);
}
