using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Tokens;

/// <summary>
/// Access tokens: 256 random bits that only the client holds; their SHA-256 identifies them here. A token ends some time after its login, or earlier if it is
/// not used and no session holds it. Its last use is saved now and then, so a crash may cost an idle token a minute of its life.
/// </summary>
/// <remarks>Every call that depends on a password names the hash that was checked, in the transaction that writes: concurrent changes win.</remarks>
public sealed class TokenService : IAsyncDisposable
{
    private const int TokenBytes = 32;
    private const int SweepLimit = 1000;

    /// <summary>The most tokens held by sessions that one sweep saves: with more of them, each is saved at every second or third sweep.</summary>
    private const int MaxHeldWritten = 2000;

    /// <summary>Uses that one transaction saves: other writes go between.</summary>
    private const int MaxWrittenAtOnce = 500;

    private readonly ITokenTable _table;
    private readonly TokenSettings _settings;
    private readonly TimeProvider _clock;
    private readonly GenerationCache<string, Known> _known;
    private readonly TokenUses _uses;
    private readonly long _idle;
    private readonly ITimer _sweep;

    /// <summary>How long a token that was read is answered from memory.</summary>
    private TimeSpan _life = Timeout.InfiniteTimeSpan;

    internal TokenService(ITokenTable table, TokenSettings settings, TimeProvider clock)
    {
        (_table, _settings, _clock) = (table, settings, clock);
        _idle = (long)settings.IdleLifetime.TotalMilliseconds;
        _known = new GenerationCache<string, Known>(settings.Cache);
        _uses = new TokenUses(settings.Cache, Exact);
        _sweep = Background.StartTimer(clock, () => Background.Forget(SweepAsync()), settings.SweepEvery, settings.SweepEvery);
    }

    /// <summary>A twentieth of the idle lifetime is precise enough, and keeps a token in steady use from being saved at each sweep.</summary>
    private long Exact => _idle / 20;

    /// <summary>
    /// Creates a token for a user whose password was checked. When the answer comes, it is on disk. Null if since the check the password was replaced, its
    /// hash renewed, or the user blocked or erased: check again.
    /// </summary>
    public async Task<IssuedToken?> IssueAsync(Credentials verified)
    {
        var (login, now, version, read) = (verified.Account.Login, Now(), _known.Version, _clock.GetTimestamp());
        var issued = Make(now);
        if (!await _table.AddAsync(new NewToken(issued.Id, login, now, issued.ExpiresAt), verified.PasswordHash))
        {
            return null;
        }

        _known.TrySet(issued.Id, new Known(new AccessToken(issued.Id, login, issued.ExpiresAt), now, read), version);
        return issued;
    }

    /// <summary>Replaces a checked password, ends all tokens of its user and creates a new one, all at once; null as for <see cref="IssueAsync"/>.</summary>
    public async Task<PasswordReplaced?> ReplacePasswordAsync(Credentials verified, string passwordHash)
    {
        var (login, now) = (verified.Account.Login, Now());
        var issued = Make(now);
        var ended = await _table.ReplacePasswordAsync(new NewToken(issued.Id, login, now, issued.ExpiresAt), verified.PasswordHash, passwordHash);
        return ended is null ? null : new PasswordReplaced(issued, Forget(ended));
    }

    /// <summary>Replaces a user's password without a check of the current one, and ends all tokens; returns their ids, or null if there is no such user.</summary>
    public async Task<IReadOnlyList<string>?> ResetPasswordAsync(Login login, string passwordHash) =>
        await _table.ResetPasswordAsync(login, passwordHash) is { } ended ? Forget(ended) : null;

    /// <summary>The token with this text; null if there is none or it has ended.</summary>
    public ValueTask<AccessToken?> ValidateAsync(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2 * TokenBytes)
        {
            return ValueTask.FromResult<AccessToken?>(null);
        }

        var id = IdOf(text);
        // Only the table decides that a token was not used for long: a session may have released it just now.
        return TryGet(id, out var known) && Use(known) is { } token ? ValueTask.FromResult<AccessToken?>(token) : new ValueTask<AccessToken?>(ReadAsync(id));
    }

    /// <summary>A session begins that this token opened: until the result is disposed of, the token counts as used. Null if it has ended just now.</summary>
    public IDisposable? Hold(string id) => _uses.TryHold(id, _known.TryGet(id, out var known) ? known.LastUsed : 0) ? new TokenHold(this, id) : null;

    /// <summary>Whether the token is in memory, so that the tables are not asked for it.</summary>
    public bool IsInMemory(string text) => text.Length <= 2 * TokenBytes && TryGet(IdOf(text), out var known) && Use(known) is not null;

    /// <summary>Ends a token at once; null if it was not valid.</summary>
    public async Task<AccessToken?> EndAsync(string? text)
    {
        var token = await ValidateAsync(text);
        if (token is null || !await _table.DeleteAsync(token.Id))
        {
            return null;
        }

        Forget([token.Id]);
        return token;
    }

    /// <summary>Ends all tokens of a user; returns their ids.</summary>
    public async Task<IReadOnlyList<string>> EndAllAsync(Login login) => Forget(await _table.DeleteAllAsync(login));

    /// <summary>
    /// Blocks a user: all tokens end, and no further one is created. Returns their ids, or null if there is no such user. When the answer comes, it is on
    /// disk.
    /// </summary>
    public async Task<IReadOnlyList<string>?> BlockAsync(Login login) => await _table.BlockAsync(login, Now()) is { } ended ? Forget(ended) : null;

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await SweepAsync(int.MaxValue);
    }

    internal Task SweepAsync() => SweepAsync(MaxHeldWritten);

    /// <summary>Saves which tokens were used and deletes those that have ended.</summary>
    private async Task SweepAsync(int mostHeld)
    {
        var now = Now();
        var due = _uses.Due(now, mostHeld);
        var idle = new List<string>();
        try
        {
            foreach (var some in due.Chunk(MaxWrittenAtOnce))
            {
                await _table.WriteUsesAsync(some);
                _uses.Written(some);
            }

            await _table.DeleteEndedAsync(now, now - _idle, SweepLimit, id => Doom(id, now, idle));
            Forget(idle);
        }
        catch (Exception failure) when (failure is StorageBusyException or StorageFailedException)
        {
            // The next sweep does it; whether a token is valid does not depend on it.
        }
        finally
        {
            _uses.EndDoom(idle);
        }
    }

    /// <summary>A token that was not used by its row is about to be deleted, which is recorded; returns its later use if there is one.</summary>
    private long? Doom(string id, long now, List<string> idle)
    {
        if (!_uses.TryDoom(id))
        {
            return _uses.LastUseOf(id, now);
        }

        idle.Add(id);
        return null;
    }

    private async Task<AccessToken?> ReadAsync(string id)
    {
        var (version, read) = (_known.Version, _clock.GetTimestamp());
        // Asked before the table: what is saved meanwhile is dropped here.
        var lastUse = _uses.LastUseOf(id, Now());
        if (await _table.FindAsync(id) is not { } found)
        {
            return null;
        }

        var known = new Known(found.Token, Math.Max(found.LastUsed, lastUse), read);
        if (Use(known) is not { } token)
        {
            return null;
        }

        _known.TrySet(id, known, version);
        return token;
    }

    private bool TryGet(string id, [NotNullWhen(true)] out Known? known) =>
        _known.TryGet(id, out known) && (_life == Timeout.InfiniteTimeSpan || _clock.GetElapsedTime(known.ReadAt) < _life);

    private AccessToken? Use(Known known)
    {
        var now = Now();
        var (id, last) = (known.Token.Id, Math.Max(known.LastUsed, _uses.LastUseOf(known.Token.Id, now)));
        if (now >= known.Token.ExpiresAt || now - last >= _idle)
        {
            _known.Remove(id);
            return null;
        }

        if (now - last > Exact && _uses.TryNote(id, now))
        {
            known.LastUsed = now;
        }

        return known.Token;
    }

    private IssuedToken Make(long now)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return new IssuedToken(text, IdOf(text), now + (long)_settings.Lifetime.TotalMilliseconds);
    }

    /// <summary>Other servers end tokens too: from now on one is answered from memory only so long after it was read.</summary>
    internal void ForgetAfter(TimeSpan life) => _life = life;

    /// <summary>Drops tokens from memory that have ended in the table.</summary>
    public IReadOnlyList<string> Forget(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            _known.Remove(id);
            _uses.Forget(id);
        }

        return ids;
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string IdOf(string text)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], digest);
        return Convert.ToHexStringLower(digest);
    }

    private sealed class Known(AccessToken token, long lastUsed, long readAt)
    {
        private long _lastUsed = lastUsed;

        public AccessToken Token { get; } = token;

        /// <summary>A timestamp of the clock from before it was read.</summary>
        public long ReadAt { get; } = readAt;

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }

    private sealed class TokenHold(TokenService tokens, string id) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                tokens._uses.Release(id, tokens.Now());
            }
        }
    }
}
