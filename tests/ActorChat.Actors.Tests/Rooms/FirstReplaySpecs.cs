using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A node's first replay, before it takes part.</summary>
public sealed class FirstReplaySpecs : HandOverSpec
{
    [Fact]
    public async Task It_ends_with_and_without_events_and_changes_nothing()
    {
        await FirstReplay.RunAsync(Sys).WaitAsync(TimeSpan.FromSeconds(60));
        await StartAsync();
        await PostAsync("a");
        var before = Journal.Stored[RoomWriter.PersistenceIdOf(0)].Count;
        await FirstReplay.RunAsync(Sys).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(before, Journal.Stored[RoomWriter.PersistenceIdOf(0)].Count);
        await PostAsync("b");
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_does_not_keep_the_node_from_taking_part()
    {
        Journal.Replays.FailWith(new IOException("no storage"));
        await FirstReplay.RunAsync(Sys).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
