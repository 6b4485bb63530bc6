namespace ActorChat.Settings;

/// <summary>Keys whose values are never shown, not even where there is no such setting: somebody may have put a secret there.</summary>
public static class SecretKeys
{
    private const string Redacted = "(redacted)";

    /// <summary>The end of the key decides.</summary>
    private static readonly string[] Ends = ["password", "secret", "token", "connection-string", "api-key"];

    /// <summary>The value as it may be shown.</summary>
    public static string Show(string key, string value) =>
        Array.Exists(Ends, end => key.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ? Redacted : value;
}
