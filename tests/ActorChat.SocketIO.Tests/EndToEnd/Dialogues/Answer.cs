using System.Globalization;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>An HTTP answer as received.</summary>
internal sealed record Answer(int Status, string Body, byte[] Bytes, ILookup<string, string> Headers)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers)
            .SelectMany(header => header.Value.Select(value => (header.Key, value)))
            .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, System.Text.Encoding.UTF8.GetString(bytes), bytes, headers);
    }

    /// <summary>The only value of a header, or null.</summary>
    public string? Header(string name) => Headers[name].SingleOrDefault();

    public void ExpectOk(string body)
    {
        Assert.Equal(body, Body);
        Assert.Equal(200, Status);
    }

    /// <summary>Expects one of the refusals with a code.</summary>
    public void ExpectRefusal(int code, string message, int status = 400)
    {
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $$"""{"code":{{code}},"message":"{{message}}"}"""), Body);
        Assert.Equal(status, Status);
        Assert.StartsWith("application/json", Header("Content-Type"), StringComparison.Ordinal);
    }

    public void ExpectSessionUnknown() => ExpectRefusal(1, "Session ID unknown");
}
