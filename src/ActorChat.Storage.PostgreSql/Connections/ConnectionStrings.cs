using System.Globalization;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>What the operator's connection string becomes for each use. It has the password, so it is never printed.</summary>
internal sealed class ConnectionStrings
{
    private const int ConnectTimeoutSeconds = 5;
    private const int KeepalivesToLoss = 3;

    /// <summary>Statements that a pooled connection keeps prepared: more than there are.</summary>
    private const int Prepared = 64;

    private readonly string _given;
    private readonly PostgreSqlSettings _settings;

    private ConnectionStrings(string given, PostgreSqlSettings settings) => (_given, _settings) = (given, settings);

    /// <summary>Where the database is, without the password and whatever else the string has.</summary>
    public string Place
    {
        get
        {
            var given = new NpgsqlConnectionStringBuilder(_given);
            return $"the PostgreSQL database {given.Database ?? given.Username} at {given.Host}:{given.Port.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    /// <exception cref="StorageException">It is not one. The message does not show it.</exception>
    public static ConnectionStrings Parse(string given, PostgreSqlSettings settings)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(given).Host is not { Length: > 0 })
            {
                throw new ArgumentException("No host.", nameof(given));
            }

            return new ConnectionStrings(given, settings);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException("The connection string must have the form Host=…;Database=…;Username=…;Password=… (it is not shown here, because of the password)");
        }
    }

    /// <summary>For short reads and writes: both have a time-out, and are cancelled at it.</summary>
    public string Pooled(string use, int connections) => Make(use, _settings.CommandTimeout, _settings.LockTimeout, made =>
    {
        made.MaxPoolSize = connections;
        made.MaxAutoPrepare = Prepared;
    });

    /// <summary>For what takes as long as it takes and is never cancelled: journal writes, locks that mark a living process, migrations, vacuums.</summary>
    public string Single(string use) => Make(use, TimeSpan.Zero, TimeSpan.Zero, made => made.Pooling = false);

    private string Make(string use, TimeSpan commands, TimeSpan locks, Action<NpgsqlConnectionStringBuilder> further)
    {
        var made = new NpgsqlConnectionStringBuilder(_given)
        {
            ApplicationName = $"actorchat {use}",
            Timeout = ConnectTimeoutSeconds,
            CommandTimeout = Seconds(commands),
            // Nothing is left behind in a session: there is nothing to reset.
            NoResetOnClose = true,
            TcpKeepAlive = true,
            TcpKeepAliveTime = Seconds(_settings.Keepalive),
            TcpKeepAliveInterval = Math.Max(1, Seconds(_settings.Keepalive) / KeepalivesToLoss),
            Enlist = false,
        };
        var session = string.Create(
            CultureInfo.InvariantCulture,
            $"-c idle_in_transaction_session_timeout={(long)_settings.IdleTransactionTimeout.TotalMilliseconds} -c lock_timeout={(long)locks.TotalMilliseconds} -c tcp_keepalives_idle={Seconds(_settings.Keepalive)} -c tcp_keepalives_interval={Math.Max(1, Seconds(_settings.Keepalive) / KeepalivesToLoss)} -c tcp_keepalives_count={KeepalivesToLoss}");
        made.Options = made.Options is { Length: > 0 } given ? $"{session} {given}" : session;
        // Of several hosts the one that can be written, and another one after a failover.
        if (made.Host!.Contains(',', StringComparison.Ordinal))
        {
            made.TargetSessionAttributes ??= "primary";
        }

        further(made);
        return made.ConnectionString;
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
