using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Cluster;
using ActorChat.Host.Accounts;
using ActorChat.Host.Gateway;
using ActorChat.Host.Http;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Limits;
using ActorChat.Host.Nodes;
using ActorChat.Host.Observability;
using ActorChat.Host.Retention;
using ActorChat.Settings;
using ActorChat.Storage;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>All settings, read and checked as a whole before anything starts.</summary>
internal sealed record ServerSettings(
    ServerEnvironment Environment,
    Config Config,
    ClusterSettings Cluster,
    LengthSettings Lengths,
    RoomSettings Rooms,
    RetentionSettings Retention,
    SessionSettings Sessions,
    StorageSettings Storage,
    PasswordSettings Passwords,
    HttpSettings Http,
    AccountsSettings Accounts,
    SocketIoSettings SocketIo,
    RateLimitSettings RateLimits,
    StoppingSettings Stopping,
    SecuritySettings Security,
    MetricsSettings Metrics,
    TracingSettings Tracing,
    MemorySettings Memory,
    LogSettings Log,
    NodeSettings Nodes)
{
    /// <summary>Where each key is written that does not come from <c>hocon.conf</c>.</summary>
    public IReadOnlyDictionary<string, string> Places { get; private init; } = new Dictionary<string, string>();

    /// <exception cref="SettingsException">A value is missing or out of range, or a key is unknown.</exception>
    public static ServerSettings Load(ServerEnvironment environment) => Load(environment, SettingsFile.Load(environment));

    /// <summary>The settings with one or the other storage, whichever is chosen, for a command that needs no cluster.</summary>
    public static ServerSettings Load(ServerEnvironment environment, string storage) =>
        Load(environment, SettingsFile.Load(environment).Over(ConfigurationFactory.ParseString($"{SettingsReader.Root} {{ storage = {storage}, cluster.enabled = off }}")));

    private static ServerSettings Load(ServerEnvironment environment, WrittenSettings written)
    {
        try
        {
            return Read(environment, written.Config, new SettingsReader(written.Config)) with { Places = written.Places };
        }
        catch (SettingsException wrong) when (wrong.Key is { } key && written.FindPlace(key) is { } place)
        {
            throw new SettingsException($"{wrong.Message} ({place})", key);
        }
    }

    /// <summary>The rules of all settings, by their keys under <c>actorchat</c>: those that reading declares.</summary>
    public static IReadOnlyDictionary<string, SettingRule> RulesOf(Config standard)
    {
        var reader = new SettingsReader(standard);
        Read(new ServerEnvironment(), standard, reader);
        return reader.Rules;
    }

    private static ServerSettings Read(ServerEnvironment environment, Config config, SettingsReader reader)
    {
        var settings = new ServerSettings(
            environment.Checked(),
            config,
            ClusterSettings.From(reader),
            LengthSettings.From(reader),
            RoomSettings.From(reader),
            RetentionSettings.From(reader),
            SessionSettings.From(reader),
            StorageSettings.From(reader),
            PasswordSettings.From(reader),
            HttpSettings.From(reader),
            AccountsSettings.From(reader),
            SocketIoSettings.From(reader),
            RateLimitSettings.From(reader),
            StoppingSettings.From(reader),
            SecuritySettings.From(reader),
            MetricsSettings.From(reader),
            TracingSettings.From(reader),
            MemorySettings.From(reader),
            LogSettings.From(reader),
            NodeSettings.From(reader));
        reader.RefuseUnknown(SettingVariables.ByKey(environment.Settings?.Keys ?? []));
        if (settings.Cluster.IsEnabled && !settings.Storage.Shared)
        {
            throw SettingsReader.Bad("cluster.enabled", "on", "off with storage = sqlite, whose data belongs to one process; a cluster needs storage = postgresql");
        }

        if (settings.Storage.Shared && environment.PostgreSql is null)
        {
            throw new SettingsException($"{ServerEnvironment.PostgreSqlVariable} must be set when actorchat.storage = postgresql: the connection string of the database");
        }

        return settings;
    }
}
