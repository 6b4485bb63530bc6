namespace ActorChat.Host.Accounts;

/// <summary>Everything about accounts over HTTP: registration, login, logout, passwords, tokens.</summary>
internal static class AccountsInterface
{
    public static void AddAccounts(this IServiceCollection services, AccountsSettings settings)
    {
        services.AddTokenAuthentication();
        services.AddSingleton(settings).AddSingleton<AccountLimits>();
        services.AddSingleton<PasswordRules>().AddSingleton<PasswordGate>().AddSingleton<Registrar>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapRegistr();
        app.MapLogin();
        app.MapLogout();
        app.MapChangePassword();
    }
}
