namespace ActorChat.Host.Composition;

internal static class BackendServices
{
    /// <summary>Registers the objects of the backend for the endpoints. They are disposed with the backend, not with the edge.</summary>
    public static void AddBackend(this IServiceCollection services, ChatBackend backend)
    {
        services.AddSingleton(backend.Storage).AddSingleton(backend.Actors).AddSingleton(backend.Clock);
        services.AddSingleton(backend.Storage.Accounts).AddSingleton(backend.Passwords);
        services.AddSingleton(backend.Storage.Tokens).AddSingleton(backend.Storage.Chats).AddSingleton(backend.Storage.UserChats);
        services.AddSingleton(backend.Storage.Export).AddSingleton(backend.Storage.Retained);
        services.AddSingleton(backend.Ending).AddSingleton(backend.Eraser).AddSingleton(backend.Limits).AddSingleton(backend.Rendered);
        services.AddSingleton(backend.Admin).AddSingleton(backend.Nodes);
    }
}
