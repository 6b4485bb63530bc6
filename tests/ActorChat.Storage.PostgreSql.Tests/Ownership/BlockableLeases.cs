using ActorChat.Actors.Rooms;
using ActorChat.Testing;

namespace ActorChat.Storage.PostgreSql.Tests.Ownership;

/// <summary>The real leases, which a test can cut off from their owner, or whose owner believes that it holds them for longer than it does.</summary>
internal sealed class BlockableLeases(IPartitionLeases inner, TimeSpan? believedLength) : IPartitionLeases
{
    /// <summary>What every request passes.</summary>
    public Gate Requests { get; } = new();

    public TimeSpan Length => believedLength ?? inner.Length;

    public async Task<LeaseAnswer> TakeAsync(int partition)
    {
        await Requests.PassAsync();
        return await inner.TakeAsync(partition);
    }

    public async Task<IReadOnlyCollection<int>> RenewAsync(IReadOnlyCollection<KeyValuePair<int, long>> held)
    {
        await Requests.PassAsync();
        return await inner.RenewAsync(held);
    }

    public async Task ReleaseAsync(int partition, long epoch, bool inOrder)
    {
        await Requests.PassAsync();
        await inner.ReleaseAsync(partition, epoch, inOrder);
    }
}
