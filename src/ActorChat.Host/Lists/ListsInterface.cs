namespace ActorChat.Host.Lists;

/// <summary>The lists of users and of chats over HTTP.</summary>
internal static class ListsInterface
{
    public static void AddLists(this IServiceCollection services) =>
        services.AddSingleton<GetAllUsersEndpoint.Users>().AddSingleton<GetAllChatsEndpoint.Chats>();

    public static void MapLists(this IEndpointRouteBuilder app)
    {
        app.MapGetAllUsers();
        app.MapGetAllChats();
    }
}
