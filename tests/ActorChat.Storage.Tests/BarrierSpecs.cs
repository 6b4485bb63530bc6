namespace ActorChat.Storage.Tests;

/// <summary>What reads get that wait for tables which cannot be written.</summary>
public sealed class BarrierSpecs
{
    [Theory]
    [InlineData(typeof(StorageBusyException))]
    [InlineData(typeof(StorageFailedException))]
    [InlineData(typeof(StorageOutcomeUnknownException))]
    public async Task Each_read_that_cannot_be_made_has_its_own_short_stack_trace(Type kind)
    {
        var barrier = new Projection.Barrier();
        barrier.HandOver(new Actors.Rooms.RoomBatch(1, []), _ => { });
        var waiting = barrier.WhenAllWrittenAsync();
        barrier.Failed((Exception)Activator.CreateInstance(kind, "full", new IOException("disk"))!);

        var first = await Assert.ThrowsAsync(kind, () => waiting);
        Exception last = first;
        for (var read = 0; read < 100; read++)
        {
            last = await Assert.ThrowsAsync(kind, barrier.WhenAllWrittenAsync);
        }

        Assert.NotSame(first, last);
        Assert.Equal(("full", "disk"), (last.Message, last.InnerException?.Message));
        Assert.True(last.StackTrace!.Length < 2 * first.StackTrace!.Length, last.StackTrace);
    }
}
