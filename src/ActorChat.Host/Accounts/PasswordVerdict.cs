namespace ActorChat.Host.Accounts;

/// <summary>The result of checking a password.</summary>
internal enum PasswordVerdict
{
    /// <summary>It is wrong, or there is no such login.</summary>
    Wrong,

    /// <summary>It is right.</summary>
    Right,

    /// <summary>It is right, but its hash has another cost than the current one and should be renewed.</summary>
    RightButOutdated,

    /// <summary>Too many hashes wait, in total or of the address: nothing was checked.</summary>
    Busy,
}
