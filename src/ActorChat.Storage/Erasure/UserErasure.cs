using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Erasure;

/// <summary>
/// What erasing a user asks of the storage, step by step. The user's row says how far it has come, so that it resumes after a crash;
/// every step can be done again. The login itself stays: rooms are named by it, and nobody else may take it over.
/// </summary>
public sealed class UserErasure
{
    private readonly IErasureTables _tables;
    private readonly AccountStore _accounts;
    private readonly TokenService _tokens;
    private readonly Func<Login, Task> _whenWritten;
    private readonly TimeProvider _clock;

    internal UserErasure(IErasureTables tables, AccountStore accounts, TokenService tokens, Func<Login, Task> whenWritten, TimeProvider clock) =>
        (_tables, _accounts, _tokens, _whenWritten, _clock) = (tables, accounts, tokens, whenWritten, clock);

    /// <summary>Takes the user's password and tokens away and writes down that the rest is to follow; false when there is no such user.</summary>
    public async Task<bool> BeginAsync(Login login)
    {
        var ended = await _tables.BeginAsync(login, Now());
        _tokens.Forget(ended ?? []);
        _accounts.Forget(login);
        return ended is not null;
    }

    /// <summary>Users whose erasure was begun and not finished.</summary>
    public Task<IReadOnlyList<Login>> UnfinishedAsync() => _tables.UnfinishedAsync();

    /// <summary>The rooms that hold something the user wrote, all that was acknowledged before among it.</summary>
    public async Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login)
    {
        await _whenWritten(login);
        return await _tables.RoomsWithTextAsync(login);
    }

    /// <summary>
    /// Leaves nothing of what was deleted in the files: the journals are empty by now. False when a reader kept an old page in the
    /// tables' log, which the next writes overwrite.
    /// </summary>
    public Task<bool> ScrubAsync() => _tables.ScrubAsync();

    /// <summary>Writes down that nothing is left to do.</summary>
    public Task FinishAsync(Login login) => _tables.FinishAsync(login, Now());

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();
}
