using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>Where the data is.</summary>
internal enum StorageChoice
{
    /// <summary>In two files of the data folder.</summary>
    Sqlite,

    /// <summary>On a database server.</summary>
    PostgreSql,
}

internal static class StorageChoices
{
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

    /// <summary>The choice of <c>actorchat.storage</c>.</summary>
    public static StorageChoice From(SettingsReader settings) => settings.Choice("storage", Sqlite, PostgreSql) == PostgreSql ? StorageChoice.PostgreSql : StorageChoice.Sqlite;
}
