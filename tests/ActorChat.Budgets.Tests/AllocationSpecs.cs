using System.Text.Json;
using ActorChat.Budgets.HotPath;

namespace ActorChat.Budgets;

/// <summary>
/// Allocations of the hot path, compared with the budgets of <c>budgets.json</c>: bytes, never times, so that a busy machine gives the same result. Exceeding
/// a budget by <see cref="Tolerance"/> fails. Raise it in the same commit as the reason; lower it when you can.
/// </summary>
public sealed class AllocationSpecs
{
    private const double Tolerance = 1.2;
    private const int Pairs = 25;
    private const int Window = 8;
    private const int MessagesEach = 200;

    [Fact]
    public async Task A_message_allocates_no_more_than_its_budget()
    {
        await using var rig = await ChatRig.StartAsync(Pairs);
        await AssertWithinBudgetAsync("message", MessagesEach * Pairs * 2, () => rig.ChatAsync(MessagesEach, Window, withClientIds: false));
    }

    [Fact]
    public async Task A_message_with_a_client_id_allocates_no_more_than_its_budget()
    {
        await using var rig = await ChatRig.StartAsync(Pairs);
        await AssertWithinBudgetAsync("message-with-client-id", MessagesEach * Pairs * 2, () => rig.ChatAsync(MessagesEach, Window, withClientIds: true));
    }

    [Fact]
    public async Task A_page_of_history_allocates_no_more_than_its_budget()
    {
        await using var rig = await ChatRig.StartAsync(Pairs);
        await rig.ChatAsync(50, Window, withClientIds: false);
        await AssertWithinBudgetAsync("history-page", 100 * Pairs * 2, () => rig.ReadAsync(100));
    }

    /// <summary>The smallest of several rounds: other allocations (compiling, timers) fall only into some rounds.</summary>
    private static async Task AssertWithinBudgetAsync(string name, int operations, Func<Task> run)
    {
        await run();
        var least = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)operations);
        }

        var budget = Budgets()[name];
        Assert.True(least <= budget * Tolerance, $"{name}: {least:0} bytes each, the budget is {budget} and {Tolerance:P0} of it the limit");
        Console.WriteLine($"{name}: {least:0} bytes each, budget {budget}");
    }

    private static Dictionary<string, int> Budgets() =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")))!;
}
