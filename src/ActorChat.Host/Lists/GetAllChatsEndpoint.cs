using System.Text.Json.Serialization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Storage.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Lists;

/// <summary><c>GET</c> and <c>POST /get-all-chats</c>: the caller's rooms, the most recently active first, page by page; or one of them.</summary>
internal static class GetAllChatsEndpoint
{
    public static void MapGetAllChats(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/get-all-chats").RequireAuthorization().WithTags("Lists").WithSummary("The caller's rooms, the latest active first")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);
        group.MapGet("", (HttpContext http, [AsParameters] ChatsQuery query, Chats chats) => chats.ListAsync(http, query));
        group.MapPost("", async (HttpContext http, RequestBody body, Chats chats) => await chats.ListAsync(http, await body.ReadOptionalAsync<ChatsQuery>(http)))
            .Accepts<ChatsQuery>(isOptional: true, "application/json").ProducesProblem(413);
    }

    /// <summary>Reads a page, or the one room.</summary>
    public sealed class Chats(ChatLists lists, HttpSettings settings, RateLimits rates)
    {
        public async Task<Results<Ok<ChatsBody>, ProblemHttpResult>> ListAsync(HttpContext http, ChatsQuery query)
        {
            if ((ListQuery.Count(http, rates) ?? ListQuery.Check(http, query.Login, query.Limit, settings)) is { } refusal)
            {
                return refusal;
            }

            var caller = http.Token().Login;
            if (query.Id is { } id)
            {
                return RoomNumber.TryParse(id, out var room) && await lists.FindAsync(caller, room) is { } chat
                    ? TypedResults.Ok(new ChatsBody([ChatBody.Of(chat)], null))
                    : HttpProblem.RoomNotFound.Because(null);
            }

            return await lists.PageAsync(caller, query.Limit ?? settings.PageDefault, query.Cursor) is { } page
                ? TypedResults.Ok(new ChatsBody([.. page.Chats.Select(ChatBody.Of)], page.Next))
                : ListQuery.InvalidCursor();
        }
    }
}

internal sealed record ChatsQuery(string? Login, string? Id, int? Limit, string? Cursor)
{
    public ChatsQuery()
        : this(null, null, null, null)
    {
    }
}

internal sealed record ChatsBody(IReadOnlyList<ChatBody> Chats, string? Next);

internal sealed record ChatBody(string Room, string Companion, long Unread, MessageBody? LastMessage)
{
    public static ChatBody Of(Chat chat) => new(
        chat.Room.ToString(),
        chat.Companion.Name,
        chat.Unread,
        chat.LastMessage is { } message ? MessageBody.Of(message, chat.LastMessageIsRead) : null);
}

/// <summary>A message with the fields of the event <c>message</c>. Its string form leaves the text out.</summary>
internal sealed record MessageBody(
    string Room,
    long Id,
    long Seq,
    string Login,
    string Message,
    string Time,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientMessageId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Erased,
    bool IsRead)
{
    public static MessageBody Of(ChatMessage message, bool isRead) => new(
        message.Room.ToString(), message.Id, message.Seq, message.Author.Name, message.Text, IsoTime.Text(message.Time), message.ClientMessageId, message.IsErased, isRead);

    public override string ToString() => $"Message {Room} #{Seq}";
}
