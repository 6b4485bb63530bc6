namespace ActorChat.Faults.Servers;

/// <summary>What the server logs about its own mistakes.</summary>
internal static class LogLines
{
    /// <summary>In the line about a session that ended because it had missed a message or a change.</summary>
    public const string Gap = "did not come to a session";
}
