using ActorChat.Settings;

namespace ActorChat.Host.Accounts;

/// <summary>Who may make a new user.</summary>
internal enum RegistrationMode
{
    /// <summary>Anybody, and operators.</summary>
    Open,

    /// <summary>Operators alone.</summary>
    ByAdmin,

    /// <summary>Nobody.</summary>
    Closed,
}

/// <summary>The knobs under <c>actorchat.accounts</c>; <c>hocon.conf</c> gives each its reason.</summary>
internal sealed record AccountsSettings(RegistrationMode Registration)
{
    public static AccountsSettings From(SettingsReader settings) => new(
        Registration: settings.Choice("accounts.registration", "open", "by-admin", "closed") switch
        {
            "open" => RegistrationMode.Open,
            "by-admin" => RegistrationMode.ByAdmin,
            _ => RegistrationMode.Closed,
        });
}
