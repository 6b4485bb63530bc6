using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class AppendBudgetSpecs
{
    [Fact]
    public void It_gives_out_all_places_and_no_more()
    {
        var budget = new AppendBudget(3);
        Assert.True(budget.TryTake(2));
        Assert.False(budget.TryTake(2));
        Assert.True(budget.TryTake(1));
        Assert.False(budget.TryTake(1));
        Assert.Equal(3, budget.Taken);
    }

    [Fact]
    public void A_returned_place_can_be_taken_again()
    {
        var budget = new AppendBudget(2);
        Assert.True(budget.TryTake(2));
        budget.GiveBack(2);
        Assert.Equal(0, budget.Taken);
        Assert.True(budget.TryTake(2));
    }

    [Fact]
    public async Task Concurrent_takers_never_get_more_than_there_is()
    {
        var budget = new AppendBudget(500);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Count(_ => budget.TryTake(1)))));
        Assert.InRange(taken.Sum(), 1, 500);
        Assert.Equal(taken.Sum(), budget.Taken);
    }
}
