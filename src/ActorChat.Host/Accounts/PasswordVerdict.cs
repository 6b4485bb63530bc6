namespace ActorChat.Host.Accounts;

/// <summary>The outcome of checking a password.</summary>
internal enum PasswordVerdict
{
    /// <summary>It is another one, or there is no such login.</summary>
    Wrong,

    /// <summary>It is the one.</summary>
    Right,

    /// <summary>It is the one; its hash was made at another cost than today's and should be made anew.</summary>
    RightButOutdated,

    /// <summary>Too many hashes wait, of all or of the address: nothing was checked.</summary>
    Busy,
}
