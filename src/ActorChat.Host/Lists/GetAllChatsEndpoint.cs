using System.Text.Json.Serialization;
using ActorChat.Actors;
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

    /// <summary>Reads a page, or the one room, and marks which companions are online.</summary>
    public sealed class Chats(ChatLists lists, IUserChats userChats, IChatActors actors, HttpSettings settings, RateLimits rates)
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
                    ? TypedResults.Ok(await BodyAsync([chat], null, caller))
                    : HttpProblem.RoomNotFound.Because(null);
            }

            return await lists.PageAsync(caller, query.Limit ?? settings.PageDefault, query.Cursor) is { } page
                ? TypedResults.Ok(await BodyAsync(page.Chats, page.Next, caller))
                : ListQuery.InvalidCursor();
        }

        /// <summary>As in the list of users, nobody sees the presence of a user who blocks them, or whom they block.</summary>
        private async Task<ChatsBody> BodyAsync(IReadOnlyList<Chat> chats, string? next, Login caller)
        {
            var companions = chats.Select(chat => chat.Companion).ToList();
            var apart = await userChats.ApartAsync(caller, companions);
            var online = (await actors.WhoIsOnlineAsync(companions)).Logins;
            return new ChatsBody([.. chats.Select(chat => ChatBody.Of(chat, caller, online.Contains(chat.Companion) && !apart.Contains(chat.Companion)))], next);
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

/// <param name="Room">The room's number.</param>
/// <param name="Companion">The other user.</param>
/// <param name="Online">Whether the companion has a live session; false if one of the two blocks the other.</param>
/// <param name="Unread">How many of the companion's messages the caller has not read.</param>
/// <param name="Seq">The number of the latest message, 0 if there is none.</param>
/// <param name="Rev">The number of the room's latest change, 0 if nothing changed.</param>
/// <param name="LastMessage">The latest message.</param>
internal sealed record ChatBody(string Room, string Companion, bool Online, long Unread, long Seq, long Rev, MessageBody? LastMessage)
{
    public static ChatBody Of(Chat chat, Login caller, bool isOnline) => new(
        chat.Room.ToString(),
        chat.Companion.Name,
        isOnline,
        chat.Unread,
        chat.LastSeq,
        chat.Rev,
        chat.LastMessage is { } message ? MessageBody.Of(message, chat.LastMessageIsRead, RoomKey.Of(caller, chat.Companion)) : null);
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Rev,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EditedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Deleted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Reactions,
    bool IsRead)
{
    public static MessageBody Of(ChatMessage message, bool isRead, RoomKey key)
    {
        var details = message.Details;
        return new(
            message.Room.ToString(),
            message.Id,
            message.Seq,
            message.Author.Name,
            message.Text,
            IsoTime.Text(message.Time),
            message.ShownClientMessageId,
            message.IsErased,
            details is { ReplyTo: not 0 } ? details.ReplyTo : null,
            details is { Rev: not 0 } ? details.Rev : null,
            details is { EditedAt: not 0 } ? IsoTime.Text(details.EditedAt) : null,
            message.IsDeleted,
            details is { HasReactions: true } ? ReactionsOf(details, key) : null,
            isRead);
    }

    private static Dictionary<string, string[]> ReactionsOf(MessageDetails details, RoomKey key) => details.FirstReactions.Union(details.SecondReactions).ToDictionary(
        reaction => reaction,
        reaction => (string[])[.. details.FirstReactions.Contains(reaction) ? [key.First.Name] : Array.Empty<string>(), .. details.SecondReactions.Contains(reaction) ? [key.Second.Name] : Array.Empty<string>()]);

    public override string ToString() => $"Message {Room} #{Seq}";
}
