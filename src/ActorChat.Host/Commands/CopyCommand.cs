using System.CommandLine;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Engines;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using ActorChat.Storage.Copy;

namespace ActorChat.Host.Commands;

/// <summary>
/// <c>copy --from sqlite --to postgresql</c>, or the other way: copies the data folder of <c>ACTORCHAT_DATA</c> into the empty database of <c>ACTORCHAT_POSTGRESQL</c>,
/// and compares both. No server runs meanwhile.
/// </summary>
internal static class CopyCommand
{
    private static readonly string[] s_kinds = [PartitionCount.Embedded, PartitionCount.Shared];

    public static ToolCommand Create()
    {
        var (from, to) = (Kind("--from", "Where the data is"), Kind("--to", "Where it is copied to"));
        var command = new ToolCommand("copy", "Copy all data from SQLite to PostgreSQL, or back; no server runs meanwhile.")
        {
            Details = "One place is the data folder of ACTORCHAT_DATA, the other the database of ACTORCHAT_POSTGRESQL. The copy goes into an empty place, and both are compared.",
            Examples = ["ACTORCHAT_DATA=/var/lib/actorchat ACTORCHAT_POSTGRESQL=\"$CONNECTION\" actorchat copy --from sqlite --to postgresql"],
        };
        command.Options.Add(from);
        command.Options.Add(to);
        command.SetAction((given, _) => RunAsync(given.GetRequiredValue(from), given.GetRequiredValue(to), ServerEnvironment.FromProcess(), given.InvocationConfiguration.Output, TimeProvider.System));
        return command;
    }

    /// <exception cref="SettingsException">The two are not one of each, or the environment does not name both.</exception>
    internal static async Task<int> RunAsync(string from, string to, ServerEnvironment environment, TextWriter output, TimeProvider clock)
    {
        if (!s_kinds.Contains(from, StringComparer.Ordinal) || !s_kinds.Contains(to, StringComparer.Ordinal) || from == to)
        {
            throw new SettingsException($"copy: must go --from {PartitionCount.Embedded} --to {PartitionCount.Shared}, or the other way");
        }

        var (source, target) = (ServerSettings.Load(environment, from), ServerSettings.Load(environment, to));
        await using var rows = await StorageEngines.OpenRowsAsync(source);
        await using var empty = await StorageEngines.OpenEmptyAsync(target);
        await StorageCopy.RunAsync(rows, empty, target.Storage.Partitions, clock, output.WriteLine);
        await output.WriteLineAsync($"{rows.Place} is copied to {empty.Place}, with {target.Storage.Partitions} partitions; both were compared");
        return 0;
    }

    private static Option<string> Kind(string name, string says) =>
        new Option<string>(name) { Description = $"{says}: {string.Join(" or ", s_kinds)}.", HelpName = "KIND", Required = true }.AcceptOnlyFromAmong(s_kinds);
}
