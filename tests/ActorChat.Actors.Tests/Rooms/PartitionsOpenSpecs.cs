using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class PartitionsOpenSpecs
{
    [Fact]
    public void Ready_is_when_all_are_open_at_once()
    {
        var open = new PartitionsOpen(2);
        open.Opened(0);
        open.Closed(0);
        open.Opened(1);
        Assert.False(open.Ready.IsCompleted);
        Assert.Equal((1, 2), open.Count);
        open.Opened(0);
        Assert.True(open.Ready.IsCompletedSuccessfully);
        Assert.Equal((2, 2), open.Count);
    }

    [Fact]
    public void A_partition_that_closes_later_is_counted_as_closed()
    {
        var open = new PartitionsOpen(1);
        open.Opened(0);
        open.Closed(0);
        Assert.Equal((0, 1), open.Count);
    }
}
