using System.Net;
using ActorChat.Host.Accounts;
using ActorChat.Host.Limits;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Accounts;

public class PasswordSpecs
{
    private static readonly PasswordSettings Cheap = new(MemoryBytes: 64 << 10, Iterations: 1, Threads: 1, MaxWaiting: 100, MaxWaitingPerAddress: 100, RegistrationPatience: TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("correct horse")]
    [InlineData("пароль 😀 密码")]
    [InlineData("\0\u0001 with\nlines")]
    public async Task The_password_is_right_and_any_other_is_wrong(string password)
    {
        using var hasher = new PasswordHasher(Cheap, TimeProvider.System);
        var hash = await hasher.HashAsync(password);
        Assert.Equal(PasswordVerdict.Right, await hasher.VerifyAsync(hash, password));
        Assert.Equal(PasswordVerdict.Wrong, await hasher.VerifyAsync(hash, password + " "));
        Assert.Equal(PasswordVerdict.Wrong, await hasher.VerifyAsync(null, password));
        Assert.Equal(PasswordVerdict.Wrong, await hasher.VerifyAsync("no hash", password));
    }

    [Fact]
    public async Task Two_hashes_of_one_password_differ()
    {
        using var hasher = new PasswordHasher(Cheap, TimeProvider.System);
        Assert.NotEqual(await hasher.HashAsync("password"), await hasher.HashAsync("password"));
    }

    [Fact]
    public async Task A_hash_of_another_cost_is_still_right_and_known_to_be_outdated()
    {
        using var yesterday = new PasswordHasher(Cheap, TimeProvider.System);
        using var today = new PasswordHasher(Cheap with { Iterations = 2 }, TimeProvider.System);
        var hash = await yesterday.HashAsync("password");
        Assert.Equal(PasswordVerdict.RightButOutdated, await today.VerifyAsync(hash, "password"));
        Assert.Equal(PasswordVerdict.Wrong, await today.VerifyAsync(hash, "another"));
    }

    [Fact]
    public async Task The_defaults_are_owasps_minimum_in_the_usual_form()
    {
        using var hasher = new PasswordHasher(PasswordSettings.From(new SettingsReader(SettingsFile.Read(new ServerEnvironment()))), TimeProvider.System);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", await hasher.HashAsync("password"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_made_by_another_program_is_understood()
    {
        // Made with the reference implementation: argon2 -id -t 2 -k 19456 -p 1, salt of 16 zero bytes, password "password".
        var hash = PasswordHash.Parse("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + Convert.ToBase64String(Convert.FromHexString("DC8E3E1BC1DBFA758D096F5BEB2E50357F35DD001DCA467842A6B3497EA9CC2B")).TrimEnd('='));
        Assert.True(hash!.Matches("password"));
        Assert.False(hash.Matches("passwore"));
    }

    [Fact]
    public async Task More_hashes_than_may_wait_are_refused_as_busy()
    {
        using var hasher = new PasswordHasher(Cheap with { MemoryBytes = 16 << 20, Iterations = 2, MaxWaiting = 2 }, TimeProvider.System);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hasher.VerifyAsync(null, "password")));
        Assert.Contains(PasswordVerdict.Busy, verdicts);
        Assert.Contains(PasswordVerdict.Wrong, verdicts);
    }

    [Fact]
    public async Task A_crowd_from_one_address_is_refused_as_busy_and_keeps_nobody_else_waiting()
    {
        var (crowd, other) = (ClientAddress.Of(IPAddress.Parse("198.51.100.1"), 64), ClientAddress.Of(IPAddress.Parse("198.51.100.2"), 64));
        using var hasher = new PasswordHasher(Cheap with { MemoryBytes = 16 << 20, Iterations = 2, MaxWaitingPerAddress = 30 }, TimeProvider.System);
        var registrations = Enumerable.Range(0, 50).Select(_ => hasher.HashAsync("password", crowd)).ToList();
        var logins = Enumerable.Range(0, 50).Select(_ => hasher.VerifyAsync(null, "password", crowd)).ToList();
        Assert.Equal(PasswordVerdict.Wrong, await hasher.VerifyAsync(null, "password", other));
        Assert.Contains(logins, login => !login.IsCompleted);
        Assert.Contains(registrations, registration => !registration.IsCompleted);
        Assert.Contains(PasswordVerdict.Busy, await Task.WhenAll(logins));
        Assert.Contains(await Task.WhenAll(registrations), hash => hash is null);
    }
}
