using System.Buffers;

namespace ActorChat.Host.Http;

/// <summary>Refuses a preflight that asks for an impossible method or header: the answer repeats them, and could not be sent.</summary>
internal static class PlainPreflights
{
    /// <summary>The characters of tokens (RFC 9110, section 5.6.2) and lists of them.</summary>
    private static readonly SearchValues<char> s_tokens = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, \t");

    public static void UsePlainPreflights(this IApplicationBuilder app) => app.Use((http, next) =>
        HttpMethods.IsOptions(http.Request.Method) && !IsPlain(http.Request.Headers)
            ? HttpProblem.InvalidRequest.WriteAsync(http, "Access-Control-Request-Method and -Headers must be tokens.")
            : next(http));

    private static bool IsPlain(IHeaderDictionary headers) =>
        !headers.AccessControlRequestMethod.ToString().AsSpan().ContainsAnyExcept(s_tokens)
        && !headers.AccessControlRequestHeaders.ToString().AsSpan().ContainsAnyExcept(s_tokens);
}
