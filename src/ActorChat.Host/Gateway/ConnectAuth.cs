using System.Text.Json;

namespace ActorChat.Host.Gateway;

/// <summary>What a client sends when it connects. Its string form leaves the token out.</summary>
internal sealed record ConnectAuth(string Login, string Token)
{
    // The codes in the data of the connect error.
    public const string MissingCredentials = "missing_credentials";
    public const string InvalidToken = "invalid_token";
    public const string LoginMismatch = "login_mismatch";

    /// <summary>Reads the payload of CONNECT; null if it does not hold both as strings.</summary>
    public static ConnectAuth? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var json = JsonDocument.ParseValue(ref reader);
            return Text(json.RootElement, "login") is { } login && Text(json.RootElement, "token") is { } token ? new ConnectAuth(login, token) : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Nested too deep, or a string that is not valid text.
            return null;
        }
    }

    public override string ToString() => $"ConnectAuth of {Login}";

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
