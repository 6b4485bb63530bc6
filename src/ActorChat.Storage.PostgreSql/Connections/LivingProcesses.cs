using System.Globalization;
using ActorChat.Actors.Nodes;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>
/// Each process holds the advisory lock of its mark (<see cref="LivingProcess"/>): whose lock is free has ended. If that of the asking process is free too, the
/// server has started anew, or another one is in its place, and nobody's lock says anything.
/// </summary>
internal sealed class LivingProcesses(Pool connections, LivingProcess self) : ILivingProcesses
{
    /// <summary>Shared, so that those who ask do not see each other; given back with the end of the statement.</summary>
    private const string Free = "SELECT mark FROM unnest($1::bigint[]) AS marks (mark) WHERE pg_try_advisory_xact_lock_shared(mark)";

    public string Self { get; } = Write(self.Mark);

    public async Task<IReadOnlyCollection<string>> EndedAsync(IReadOnlyCollection<string> marks)
    {
        long[] locks = [.. marks.Select(static mark => long.TryParse(mark, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).OfType<long>(), self.Mark];
        var free = await connections.ReadAsync(connection => connection.Command(Free, Sql.Numbers(locks)).ListAsync(static row => row.GetInt64(0)));
        return free.Contains(self.Mark) ? [] : [.. free.Select(Write)];
    }

    private static string Write(long mark) => mark.ToString("x16", CultureInfo.InvariantCulture);
}
