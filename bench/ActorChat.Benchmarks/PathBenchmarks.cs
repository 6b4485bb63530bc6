using ActorChat.Budgets.HotPath;
using BenchmarkDotNet.Attributes;

namespace ActorChat.Benchmarks;

/// <summary>The whole path between two sockets, with the journal on disk: figures are for one message, or one page.</summary>
public class PathBenchmarks
{
    private const int Messages = 20_000;
    private const int Pages = 5_000;

    private ChatRig _rig = null!;

    /// <summary>Dialogs at a time: batches grow with their number.</summary>
    [Params(5, 50, 500)]
    public int Pairs { get; set; }

    [GlobalSetup]
    public async Task StartAsync()
    {
        _rig = await ChatRig.StartAsync(Pairs);
        await _rig.ChatAsync(60, 4, withClientIds: true);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _rig.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Chat() => _rig.ChatAsync(Messages / (Pairs * 2), 4, withClientIds: false);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Chat_with_client_ids() => _rig.ChatAsync(Messages / (Pairs * 2), 4, withClientIds: true);

    [Benchmark(OperationsPerInvoke = Pages)]
    public Task Read_the_newest_page() => _rig.ReadAsync(Pages / (Pairs * 2));
}
