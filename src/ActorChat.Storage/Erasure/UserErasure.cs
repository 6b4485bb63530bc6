using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Erasure;

/// <summary>
/// The storage's steps of erasing a user. The user's row says how far it has come, so that it resumes after a crash; every step can be repeated. The login
/// itself stays: rooms are named by it, and nobody else may get it.
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

    /// <summary>Removes the user's password and tokens, and saves that the rest has to follow.</summary>
    /// <returns>The ids of the tokens; null if there is no such user.</returns>
    public async Task<IReadOnlyList<string>?> BeginAsync(Login login)
    {
        var ended = await _tables.BeginAsync(login, Now());
        _tokens.Forget(ended ?? []);
        _accounts.Forget(login);
        return ended;
    }

    /// <summary>Users whose erasure started but is not finished.</summary>
    public Task<IReadOnlyList<Login>> UnfinishedAsync() => _tables.UnfinishedAsync();

    /// <summary>The rooms that hold something the user wrote, including everything acknowledged before.</summary>
    public async Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login)
    {
        await _whenWritten(login);
        return await _tables.RoomsWithTextAsync(login);
    }

    /// <summary>
    /// Leaves nothing of what the user wrote in the files; the journals are already empty. False if a reader kept an old page in the tables' log, which the next
    /// writes overwrite.
    /// </summary>
    public Task<bool> ScrubAsync(Login login) => _tables.ScrubAsync(login);

    /// <summary>Saves that the erasure is finished.</summary>
    public Task FinishAsync(Login login) => _tables.FinishAsync(login, Now());

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();
}
