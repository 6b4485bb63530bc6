using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>The environment: addresses and folders, which differ from machine to machine.</summary>
/// <param name="Urls">Where to listen, separated by semicolons: <c>ACTORCHAT_URLS</c>.</param>
/// <param name="DataFolder">The folder for all stored data: <c>ACTORCHAT_DATA</c>.</param>
/// <param name="ConfigFile">A HOCON file that overrides <c>hocon.conf</c>: <c>ACTORCHAT_CONFIG</c>; null for none.</param>
/// <param name="AdminToken">The token of the admin interface: <c>ACTORCHAT_ADMIN_TOKEN</c>; null if it is off. It is not printed.</param>
/// <param name="PostgreSql">The connection string of the database: <c>ACTORCHAT_POSTGRESQL</c>; null for none. It has a password, so it is not printed.</param>
/// <param name="Settings">The variables that are settings, <c>ACTORCHAT__…</c>; null for none. Their values are not printed.</param>
internal sealed record ServerEnvironment(string Urls = ServerEnvironment.DefaultUrls, string DataFolder = ServerEnvironment.DefaultDataFolder, string? ConfigFile = null, string? AdminToken = null, string? PostgreSql = null, IReadOnlyDictionary<string, string>? Settings = null)
{
    public const string AdminTokenVariable = "ACTORCHAT_ADMIN_TOKEN";
    public const string PostgreSqlVariable = "ACTORCHAT_POSTGRESQL";
    public const string UrlsVariable = "ACTORCHAT_URLS";
    public const string DataVariable = "ACTORCHAT_DATA";
    public const string ConfigVariable = "ACTORCHAT_CONFIG";

    /// <summary>Anybody with the token may erase users, so it must be impossible to guess: 32 random characters are.</summary>
    private const int AdminTokenLength = 32;

    private const string DefaultUrls = "http://localhost:8080";
    private const string DefaultDataFolder = "./data";

    /// <summary>Refuses an environment that is not safe to start with. The token itself is not printed.</summary>
    /// <exception cref="SettingsException">The admin token is too easy to guess, or does not fit into a header.</exception>
    public ServerEnvironment Checked() =>
        AdminToken is null || (AdminToken.Length >= AdminTokenLength && AdminToken.Trim() == AdminToken && !AdminToken.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? this
            : throw new SettingsException($"{AdminTokenVariable}: must be {AdminTokenLength} printable ASCII characters or more, without white space at either end; head -c 32 /dev/urandom | base64 makes one");

    public static ServerEnvironment FromProcess() => new(
        Variable(UrlsVariable) ?? DefaultUrls,
        Variable(DataVariable) ?? DefaultDataFolder,
        Variable(ConfigVariable),
        Variable(AdminTokenVariable),
        Variable(PostgreSqlVariable),
        SettingVariables.OfProcess());

    public override string ToString() => $"{Urls}, {DataFolder}, {ConfigFile}";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
