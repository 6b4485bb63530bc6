using ActorChat.Host.Http;
using ActorChat.Host.Pages;

namespace ActorChat.Host.ChatPage;

/// <summary>The chat page at <c>/</c>. Its source is in <c>clients/chat-page</c>.</summary>
internal static class ChatPageEndpoints
{
    public static void MapChatPage(this IEndpointRouteBuilder app, HttpSettings settings)
    {
        if (settings.ChatPage)
        {
            app.MapBuiltPage("ChatPage", "chat-page");
        }
    }
}
