using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>A page of a user's rooms, the most recently active first.</summary>
/// <param name="Chats">The rooms.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record ChatPage(IReadOnlyList<Chat> Chats, string? Next);

/// <summary>A room as one of its users sees it in a list.</summary>
/// <param name="Room">Its public id.</param>
/// <param name="Companion">The other user, in the registered spelling.</param>
/// <param name="Unread">How many of the companion's messages the user has not read.</param>
/// <param name="LastMessage">Its latest message; null if it has none.</param>
/// <param name="LastMessageIsRead">Whether the recipient of that message has read it.</param>
/// <param name="LastSeq">The number of its latest message, 0 if it has none.</param>
/// <param name="Rev">The number of its latest change, 0 if nothing changed.</param>
public sealed record Chat(RoomNumber Room, Login Companion, long Unread, ChatMessage? LastMessage, bool LastMessageIsRead, long LastSeq, long Rev);
