namespace ActorChat.Host.Accounts;

/// <summary>What a password is hashed for.</summary>
internal enum HashKind
{
    /// <summary>Somebody waits to be let in, or has been.</summary>
    Login,

    /// <summary>A new user: logins go before it.</summary>
    Registration,
}
