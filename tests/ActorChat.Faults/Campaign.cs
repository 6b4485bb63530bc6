using System.Globalization;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults;

/// <summary>All runs of one command.</summary>
internal static class Campaign
{
    /// <summary>Performs the runs, as many side by side as the command says, and prints the report of each as it ends.</summary>
    public static async Task<ReportTable> PerformAsync(CommandLine command, TextWriter output)
    {
        var table = new ReportTable();
        var reporting = new Lock();
        using var places = new SemaphoreSlim(command.AtOnce);
        foreach (var plan in command.Plans)
        {
            await Task.WhenAll(Enumerable.Range(0, command.Runs).Select(run => PerformAsync(plan, run)));
        }

        return table;

        async Task PerformAsync(IPlan plan, int run)
        {
            await places.WaitAsync();
            var seed = command.Seed + run;
            try
            {
                var result = await plan.RunAsync(seed, command.Options with { Share = new Share(run, command.Runs) });
                lock (reporting)
                {
                    table.Add(result);
                    ReportTable.Print(result, output);
                }
            }
            catch (Exception failure) when (failure is InvalidOperationException or WireException or TimeoutException or HttpRequestException or IOException)
            {
                lock (reporting)
                {
                    table.Abandon();
                    output.WriteLine($"{plan.Name} seed {seed}: FAILED to run to its end: {failure.Message}");
                }
            }
            finally
            {
                places.Release();
            }
        }
    }
}
