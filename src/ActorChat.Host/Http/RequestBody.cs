using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ActorChat.Host.Http;

/// <summary>Reads a request's JSON body, up to the limit.</summary>
internal sealed class RequestBody(HttpSettings settings, IOptions<JsonOptions> json)
{
    /// <summary>How much of a body that is too large is still read: a client that is cut off while it sends does not see the answer.</summary>
    private const int MaxDiscardedBytes = 1 << 20;

    /// <summary>The body's object.</summary>
    /// <exception cref="HttpRefusedException">It is too large, is not JSON, or has the wrong form.</exception>
    public async Task<T> ReadAsync<T>(HttpContext http)
        where T : class => await ReadIfAnyAsync<T>(http) ?? throw Refused("The body must be one JSON object.");

    /// <summary>The body's object, or an empty one if there is no body.</summary>
    /// <exception cref="HttpRefusedException">As in <see cref="ReadAsync"/>.</exception>
    public async Task<T> ReadOptionalAsync<T>(HttpContext http)
        where T : class, new() => await ReadIfAnyAsync<T>(http) ?? new T();

    /// <summary>
    /// The body's object; null if there is no body. Only reading shows it: HTTP/2 need not announce a length, and a chunked body may be empty.
    /// </summary>
    private async Task<T?> ReadIfAnyAsync<T>(HttpContext http)
        where T : class
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = settings.MaxBodyBytes + MaxDiscardedBytes;
        }

        var reader = http.Request.BodyReader;
        try
        {
            var body = await ReadWholeAsync(reader);
            try
            {
                return body.IsEmpty ? null : http.Request.HasJsonContentType() ? Parse<T>(body) : throw Refused("The body must be JSON, and the Content-Type application/json.");
            }
            finally
            {
                // This also throws if the client has reset the HTTP/2 stream meanwhile.
                reader.AdvanceTo(body.End);
            }
        }
        catch (Exception broken) when (broken is ConnectionAbortedException or (IOException and not BadHttpRequestException))
        {
            // Cut off, or with invalid chunks.
            throw Refused("The body could not be read to its end.");
        }
    }

    /// <summary>Without a token: a request that is cut off ends its body, and for Kestrel a cancelled read would still be in progress.</summary>
    private async Task<ReadOnlySequence<byte>> ReadWholeAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.Buffer.Length > settings.MaxBodyBytes)
            {
                await DiscardAsync(reader, read);
                throw new HttpRefusedException(HttpProblem.BodyTooLarge, $"At most {settings.MaxBodyBytes} bytes are taken.");
            }

            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task DiscardAsync(PipeReader reader, ReadResult read)
    {
        for (var discarded = read.Buffer.Length; discarded < MaxDiscardedBytes && !read.IsCompleted; discarded += read.Buffer.Length)
        {
            reader.AdvanceTo(read.Buffer.End);
            read = await reader.ReadAsync();
        }

        reader.AdvanceTo(read.Buffer.End);
    }

    private T Parse<T>(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize<T>(ref reader, json.Value.SerializerOptions);
            return value is not null && !reader.Read() ? value : throw Refused("The body must be an object.");
        }
        catch (JsonException wrong)
        {
            throw Refused(wrong.Path is { Length: > 2 } path ? $"{path[2..]} is not of the right form." : "The body must be one JSON object.");
        }
    }

    private static HttpRefusedException Refused(string detail) => new(HttpProblem.InvalidRequest, detail);
}
