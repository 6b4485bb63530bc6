using System.Text.Json;
using ActorChat.Host.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace ActorChat.Host.Endpoints;

/// <summary>Reads a request's JSON body.</summary>
internal sealed class RequestBody(HttpSettings settings)
{
    /// <summary>The body's object.</summary>
    /// <exception cref="HttpRefusedException">It is too large, is not JSON, or is not of the right form.</exception>
    public async Task<T> ReadAsync<T>(HttpContext http)
        where T : class
    {
        BoundBody(http);
        if (!http.Request.HasJsonContentType())
        {
            throw Refused("The body must be JSON, and the Content-Type application/json.");
        }

        try
        {
            return await http.Request.ReadFromJsonAsync<T>(http.RequestAborted) ?? throw Refused("The body must be an object.");
        }
        catch (JsonException wrong)
        {
            throw Refused(wrong.Path is { Length: > 1 } path ? $"{path[2..]} is not of the right form." : "The body must be one JSON object.");
        }
    }

    /// <summary>The body's object, or an empty one where there is no body.</summary>
    /// <exception cref="HttpRefusedException">As in <see cref="ReadAsync"/>.</exception>
    public Task<T> ReadOptionalAsync<T>(HttpContext http)
        where T : class, new()
    {
        var hasBody = http.Request.ContentLength is null ? http.Request.Headers.TransferEncoding.Count > 0 : http.Request.ContentLength > 0;
        return hasBody ? ReadAsync<T>(http) : Task.FromResult(new T());
    }

    private void BoundBody(HttpContext http)
    {
        if (http.Request.ContentLength > settings.MaxBodyBytes)
        {
            throw new HttpRefusedException(HttpProblem.BodyTooLarge, $"At most {settings.MaxBodyBytes} bytes are taken.");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = settings.MaxBodyBytes;
        }
    }

    private static HttpRefusedException Refused(string detail) => new(HttpProblem.InvalidRequest, detail);
}
