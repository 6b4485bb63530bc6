using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>What a request wants of a server, as the server itself decides it: for middlewares that stand before it.</summary>
public static class SocketIORequests
{
    /// <summary>Whether a request is for the server that is mapped at <paramref name="path"/>: it and a slash, compared with case, and whatever follows.</summary>
    public static bool IsSocketIO(this HttpRequest request, string path) => IsUnder(request.Path, path);

    /// <summary>Whether a request for that server, by whichever transport, opens a new connection unless it is refused; any other one is of a connection.</summary>
    public static bool OpensSocketIO(this HttpRequest request, string path) =>
        request.IsSocketIO(path) && EngineQuery.Of(request).OpensSession;

    /// <summary>Whether a request wants its answer as a script (JSONP): a page of any origin can include it, and read it so, without a browser naming the page.</summary>
    public static bool AsksForScript(this HttpRequest request) => EngineQuery.Of(request).Script is not null;

    internal static bool IsUnder(PathString asked, string path) =>
        asked.StartsWithSegments(path, StringComparison.Ordinal, out var rest) && rest.HasValue;
}
