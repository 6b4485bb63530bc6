using ActorChat.Actors.Common;
using ActorChat.Host.Http;
using ActorChat.Host.Lists;

namespace ActorChat.Host.Admin;

/// <summary>
/// The user that an operator's request is about: in the path, as <c>?login=</c>, or as <c>{"login"}</c> in the body. A path cannot hold the logins <c>.</c>
/// and <c>..</c>, and a request line cannot hold the longest ones.
/// </summary>
internal sealed class NamedUser(HttpContext http)
{
    private const string Field = "login";

    public static ValueTask<NamedUser?> BindAsync(HttpContext http) => ValueTask.FromResult<NamedUser?>(new NamedUser(http));

    /// <summary>Any login that was ever legal. No login has a space: in a query it is a plus that was not escaped.</summary>
    public static Login? Parse(string? login) => Login.TryParse(login?.Replace(' ', '+'), Login.MaxLength, out var user) ? user : null;

    /// <summary>The user's login; null if the request names none. It is read only now, because no body is read without the token.</summary>
    public async Task<Login?> ReadAsync()
    {
        var body = await http.RequestServices.GetRequiredService<RequestBody>().ReadOptionalAsync<UserBody>(http);
        return Of(body.Login);
    }

    /// <summary>The same for a request whose body was read already.</summary>
    /// <param name="inBody">The login in the body; null if it has none.</param>
    public Login? Of(string? inBody)
    {
        var names = new[] { http.Request.RouteValues[Field] as string, inBody }.Concat(http.Request.Query[Field]).OfType<string>().Distinct().ToList();
        if (names.Count > 1)
        {
            // An erasure cannot be undone, so the server does not guess which of them is meant.
            throw new HttpRefusedException(HttpProblem.InvalidRequest, "login is named more than once, and differently.");
        }

        var named = names.FirstOrDefault();
        // For the security log: the user that the request is about.
        http.Request.RouteValues[Field] = named;
        return Parse(named);
    }

    private sealed record UserBody(string? Login)
    {
        public UserBody()
            : this(default(string))
        {
        }
    }
}
