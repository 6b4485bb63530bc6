using ActorChat.Actors.Rooms;
using ActorChat.Host.Engines;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using ActorChat.Storage.Copy;

namespace ActorChat.Host.Admin;

/// <summary>
/// <c>copy --from sqlite --to postgresql</c>, or the other way: copies the data folder of <c>ACTORCHAT_DATA</c> into the empty database of <c>ACTORCHAT_POSTGRESQL</c>,
/// and compares both. No server runs meanwhile.
/// </summary>
internal static class CopyCommand
{
    public static Task<int> RunAsync(string from, string to, TextWriter output) => RunAsync(from, to, ServerEnvironment.FromProcess(), output, TimeProvider.System);

    /// <exception cref="SettingsException">The two are not one of each, or the environment does not name both.</exception>
    internal static async Task<int> RunAsync(string from, string to, ServerEnvironment environment, TextWriter output, TimeProvider clock)
    {
        string[] kinds = [PartitionCount.Embedded, PartitionCount.Shared];
        if (!kinds.Contains(from, StringComparer.Ordinal) || !kinds.Contains(to, StringComparer.Ordinal) || from == to)
        {
            throw new SettingsException(OperatorCommands.Usage);
        }

        var (source, target) = (ServerSettings.Load(environment, from), ServerSettings.Load(environment, to));
        await using var rows = await StorageEngines.OpenRowsAsync(source);
        await using var empty = await StorageEngines.OpenEmptyAsync(target);
        await StorageCopy.RunAsync(rows, empty, target.Storage.Partitions, clock, output.WriteLine);
        await output.WriteLineAsync($"{rows.Place} is copied to {empty.Place}, with {target.Storage.Partitions} partitions; both were compared");
        return 0;
    }
}
