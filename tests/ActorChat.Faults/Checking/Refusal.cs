namespace ActorChat.Faults.Checking;

/// <summary>The codes of refusals, as a client has to take them.</summary>
internal static class Refusal
{
    public const string Unavailable = "unavailable";
    public const string Blocked = "blocked";
    public const string Forbidden = "forbidden";
    public const string NoSuchMessage = "message_not_found";
    public const string TooManyReactions = "too_many_reactions";

    /// <summary>Whether sending it again is no use, or not now.</summary>
    public static bool IsFinal(string code) => code is Blocked or Forbidden or NoSuchMessage or TooManyReactions;
}
