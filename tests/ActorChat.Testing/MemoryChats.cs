using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Testing;

/// <summary>What the tables know of all rooms of a user, as a test says it.</summary>
public sealed class MemoryChats : IUserChats
{
    /// <summary>What every question passes.</summary>
    public Gate Reads { get; } = new();

    /// <summary>The answer to <c>sync</c>, by the cursor.</summary>
    public Func<string?, int, SyncPage?> Page { get; set; } = (_, _) => new SyncPage([], "", true, false);

    /// <summary>Whom everybody blocks.</summary>
    public IReadOnlyList<Login> Blocked { get; set; } = [];

    public async Task<SyncPage?> SyncAsync(Login login, string? cursor, int limit)
    {
        await Reads.PassAsync().ConfigureAwait(false);
        return Page(cursor, limit);
    }

    public async Task<IReadOnlyList<Login>> BlockedAsync(Login login)
    {
        await Reads.PassAsync().ConfigureAwait(false);
        return Blocked;
    }

    public async Task<IReadOnlySet<Login>> ApartAsync(Login login, IReadOnlyCollection<Login> others)
    {
        await Reads.PassAsync().ConfigureAwait(false);
        return Blocked.Intersect(others).ToHashSet();
    }
}
