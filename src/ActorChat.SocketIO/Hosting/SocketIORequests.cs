using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>What a request wants of a server, as the server itself decides it; for middlewares that run before it.</summary>
public static class SocketIORequests
{
    /// <summary>
    /// Whether a request is for the server that is mapped at <paramref name="path"/>: the path, case-sensitive, a slash, and anything after it.
    /// </summary>
    public static bool IsSocketIO(this HttpRequest request, string path) => IsUnder(request.Path, path);

    /// <summary>
    /// Whether a request for that server opens a new connection, by either transport, unless it is refused. Any other request belongs to a connection.
    /// </summary>
    public static bool OpensSocketIO(this HttpRequest request, string path) =>
        request.IsSocketIO(path) && EngineQuery.Of(request).OpensSession;

    /// <summary>
    /// Whether a request wants its answer as a script (JSONP). A page of any origin can include and read it, and the browser does not name that page.
    /// </summary>
    public static bool AsksForScript(this HttpRequest request) => EngineQuery.Of(request).Script is not null;

    internal static bool IsUnder(PathString asked, string path) =>
        asked.StartsWithSegments(path, StringComparison.Ordinal, out var rest) && rest.HasValue;
}
