using ActorChat.Settings;

namespace ActorChat.Host.Accounts;

/// <summary>Who may create users.</summary>
internal enum RegistrationMode
{
    /// <summary>Anybody, and operators.</summary>
    Open,

    /// <summary>Operators only.</summary>
    ByAdmin,

    /// <summary>Nobody.</summary>
    Closed,
}

/// <summary>The settings under <c>actorchat.accounts</c>; <c>hocon.conf</c> gives the reasons.</summary>
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
