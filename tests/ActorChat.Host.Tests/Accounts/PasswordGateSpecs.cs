using ActorChat.Actors.Common;
using ActorChat.Host.Accounts;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tokens;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>A password is changed, or its hash renewed, just between its check and the use of the result.</summary>
public sealed class PasswordGateSpecs : IAsyncLifetime
{
    private static readonly Login Alice = Login.FromStored("alice");

    private OperatedServer _server = null!;
    private PasswordGate _gate = null!;

    private ChatStorage Storage => _server.Backend.Storage;

    public async Task InitializeAsync()
    {
        _server = await OperatedServer.StartAsync();
        _gate = new PasswordGate(Storage.Accounts, _server.Backend.Passwords);
        await Storage.Accounts.RegisterAsync(Alice, await HashAsync("the password"));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_login_with_the_old_password_during_its_change_gets_no_token()
    {
        var outcome = await PassAsync("the password", before: ChangeAsync);
        Assert.Equal((PasswordVerdict.Wrong, null), (outcome.Verdict, outcome.Done));
    }

    [Fact]
    public async Task A_login_during_another_login_that_renews_the_hash_gets_a_token()
    {
        var outcome = await PassAsync("the password", before: RehashAsync);
        Assert.NotNull(outcome.Done);
        Assert.Equal(Alice, (await Storage.Tokens.ValidateAsync(outcome.Done.Text))!.Login);
    }

    [Fact]
    public async Task A_change_succeeds_even_if_a_login_renews_the_hash_meanwhile()
    {
        var hash = await HashAsync("a new one");
        var tries = 0;
        var outcome = await _gate.PassAsync(Alice, "the password", default, async verified =>
        {
            await (tries++ == 0 ? RehashAsync(verified) : Task.CompletedTask);
            return await Storage.Tokens.ReplacePasswordAsync(verified, hash);
        });
        Assert.Equal((2, hash), (tries, (await Storage.Accounts.FindForLoginAsync(Alice))!.PasswordHash));
        Assert.NotNull(outcome.Done);
    }

    [Fact]
    public async Task A_renewed_hash_is_not_stored_after_a_change()
    {
        var verified = (await Storage.Accounts.FindForLoginAsync(Alice))!;
        await ChangeAsync(verified);
        await _gate.RehashAsync(verified, "the password", default);
        Assert.Equal(PasswordVerdict.Right, await _server.Backend.Passwords.VerifyAsync((await Storage.Accounts.FindForLoginAsync(Alice))!.PasswordHash, "a new one"));
    }

    [Fact]
    public async Task A_user_blocked_or_erased_during_the_login_gets_no_token()
    {
        var blocked = await PassAsync("the password", before: _ => Storage.Tokens.BlockAsync(Alice));
        Assert.Null(blocked.Done);
        Assert.True(blocked.Known!.IsBlocked);
        await Storage.Accounts.UnblockAsync(Alice);
        var erased = await PassAsync("the password", before: _ => Storage.Erasure.BeginAsync(Alice));
        Assert.Equal((PasswordVerdict.Wrong, null, null), (erased.Verdict, erased.Known, erased.Done));
    }

    [Fact]
    public async Task A_login_whose_hash_keeps_being_renewed_is_told_to_retry()
    {
        var tries = 0;
        var outcome = await _gate.PassAsync(Alice, "the password", default, async verified =>
        {
            tries++;
            await RehashAsync(verified);
            return await Storage.Tokens.IssueAsync(verified);
        });
        Assert.Equal((PasswordVerdict.Busy, null), (outcome.Verdict, outcome.Done));
        Assert.InRange(tries, 2, 10);
    }

    [Fact]
    public async Task A_login_that_meets_a_busy_storage_is_refused_as_busy()
    {
        var outcome = await _gate.PassAsync<IssuedToken>(Alice, "the password", default, _ => throw new StorageBusyException("busy"));
        Assert.Equal((PasswordVerdict.Busy, null), (outcome.Verdict, outcome.Done));
    }

    /// <summary>Something happens between the first check and the creation of the token.</summary>
    private Task<PasswordOutcome<IssuedToken>> PassAsync(string password, Func<Credentials, Task> before)
    {
        var isFirst = true;
        return _gate.PassAsync(Alice, password, default, async verified =>
        {
            await (isFirst ? before(verified) : Task.CompletedTask);
            isFirst = false;
            return await Storage.Tokens.IssueAsync(verified);
        });
    }

    private async Task ChangeAsync(Credentials verified) => Assert.NotNull(await Storage.Tokens.ReplacePasswordAsync(verified, await HashAsync("a new one")));

    private async Task RehashAsync(Credentials verified) => Assert.True(await Storage.Accounts.RehashAsync(verified, await HashAsync("the password")));

    private async Task<string> HashAsync(string password) => (await _server.Backend.Passwords.HashAsync(password))!;
}
