namespace ActorChat.Host.Accounts;

/// <summary>Why a password is hashed.</summary>
internal enum HashKind
{
    /// <summary>Somebody logs in, or is already logged in.</summary>
    Login,

    /// <summary>A registration: logins go before it.</summary>
    Registration,
}
