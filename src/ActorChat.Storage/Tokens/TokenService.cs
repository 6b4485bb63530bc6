using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Storage.Tokens;

/// <summary>
/// Access tokens, in the table <c>user_token</c>: 256 random bits that only the client holds; here their SHA-256 names them.
/// A token ends by itself some time after its login, and earlier when it is not used; when it was used last is written down
/// now and again, so a crash may cost an idle token a minute of its life.
/// </summary>
public sealed class TokenService : IAsyncDisposable
{
    private const int TokenBytes = 32;
    private const int SweepLimit = 1000;
    private const string Insert = "INSERT INTO user_token (token, user, login_key, created_at, expires_at, last_used) VALUES (?, ?, ?, ?, ?, ?)";
    private const string Find = "SELECT user, expires_at, last_used FROM user_token WHERE token = ?";
    private const string Delete = "DELETE FROM user_token WHERE token = ?";
    private const string DeleteAll = "DELETE FROM user_token WHERE login_key = ?";
    private const string Used = "UPDATE user_token SET last_used = ?2 WHERE token = ?1";
    private const string DeleteExpired = "DELETE FROM user_token WHERE token IN (SELECT token FROM user_token WHERE expires_at <= ?1 LIMIT ?2)";
    private const string DeleteIdle = "DELETE FROM user_token WHERE token IN (SELECT token FROM user_token WHERE last_used <= ?1 LIMIT ?2)";

    private readonly ChatDatabase _database;
    private readonly TokenSettings _settings;
    private readonly TimeProvider _clock;
    private readonly GenerationCache<string, Known> _known;
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly ITimer _sweep;
    private int _ends;

    internal TokenService(ChatDatabase database, TokenSettings settings, TimeProvider clock)
    {
        (_database, _settings, _clock) = (database, settings, clock);
        _known = new GenerationCache<string, Known>(settings.Cache);
        _sweep = Background.StartTimer(clock, () => Background.Forget(SweepAsync()), settings.SweepEvery, settings.SweepEvery);
    }

    /// <summary>Makes a token for a registered user, in the registered spelling. When the answer comes, it is on disk.</summary>
    public async Task<IssuedToken> IssueAsync(Login login)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var (id, now) = (IdOf(text), Now());
        var expiresAt = now + (long)_settings.Lifetime.TotalMilliseconds;
        await _database.Writer.RunAsync(session =>
            session.Prepare(Insert).Bind(1, id).Bind(2, login.Name).Bind(3, login.Key).Bind(4, IsoTime.Text(now)).Bind(5, expiresAt).Bind(6, now).Run());
        _known.Set(id, new Known(new AccessToken(id, login, expiresAt), now));
        return new IssuedToken(text, id, expiresAt);
    }

    /// <summary>The token of this text; null when there is none or it has ended.</summary>
    public ValueTask<AccessToken?> ValidateAsync(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2 * TokenBytes)
        {
            return ValueTask.FromResult<AccessToken?>(null);
        }

        var id = IdOf(text);
        return _known.TryGet(id, out var known) ? ValueTask.FromResult(Use(known)) : new ValueTask<AccessToken?>(ReadAsync(id));
    }

    /// <summary>Ends a token at once; null when it was not valid.</summary>
    public async Task<AccessToken?> EndAsync(string? text)
    {
        var token = await ValidateAsync(text);
        if (token is null || await _database.Writer.RunAsync(session => session.Prepare(Delete).Bind(1, token.Id).Run()) == 0)
        {
            return null;
        }

        Forget(token.Id);
        return token;
    }

    /// <summary>Ends all tokens of a user; the answer is how many.</summary>
    public async Task<int> EndAllAsync(Login login)
    {
        var ended = await _database.Writer.RunAsync(session => session.Prepare(DeleteAll).Bind(1, login.Key).Run());
        Interlocked.Increment(ref _ends);
        _known.RemoveWhere(known => known.Token.Login == login);
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await SweepAsync();
    }

    /// <summary>Writes down which tokens were used and deletes those that have ended.</summary>
    internal async Task SweepAsync()
    {
        var used = _used.ToArray();
        var now = Now();
        try
        {
            await _database.Writer.RunAsync(session =>
            {
                var written = used.Sum(use => session.Prepare(Used).Bind(1, use.Key).Bind(2, use.Value).Run());
                return written
                    + session.Prepare(DeleteExpired).Bind(1, now).Bind(2, SweepLimit).Run()
                    + session.Prepare(DeleteIdle).Bind(1, now - (long)_settings.IdleLifetime.TotalMilliseconds).Bind(2, SweepLimit).Run();
            });
        }
        catch (Exception failure) when (failure is StorageBusyException or Microsoft.Data.Sqlite.SqliteException)
        {
            // The next sweep does it; whether a token is valid does not depend on it.
            return;
        }

        foreach (var use in used)
        {
            _used.TryRemove(use);
        }
    }

    private async Task<AccessToken?> ReadAsync(string id)
    {
        var ends = Volatile.Read(ref _ends);
        var known = await _database.Readers.RunAsync(session =>
        {
            var find = session.Prepare(Find).Bind(1, id);
            if (!find.Step())
            {
                return null;
            }

            var found = new Known(new AccessToken(id, Login.FromStored(find.Text(0)), find.Number(1)), find.Number(2));
            find.Reset();
            return found;
        });
        if (known is null)
        {
            return null;
        }

        _known.Set(id, known);
        if (ends != Volatile.Read(ref _ends))
        {
            // It may have ended between reading and remembering it.
            _known.Remove(id);
        }

        return Use(known);
    }

    private AccessToken? Use(Known known)
    {
        var now = Now();
        var idle = (long)_settings.IdleLifetime.TotalMilliseconds;
        if (now >= known.Token.ExpiresAt || now - known.LastUsed >= idle)
        {
            _known.Remove(known.Token.Id);
            return null;
        }

        // A twentieth of the idle lifetime is exact enough, and keeps a token in steady use from being written at each sweep.
        if (now - known.LastUsed > idle / 20)
        {
            known.LastUsed = now;
            if (_used.Count < _settings.Cache)
            {
                _used[known.Token.Id] = now;
            }
        }

        return known.Token;
    }

    private void Forget(string id)
    {
        Interlocked.Increment(ref _ends);
        _known.Remove(id);
        _used.TryRemove(id, out _);
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string IdOf(string text)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], digest);
        return Convert.ToHexStringLower(digest);
    }

    private sealed class Known(AccessToken token, long lastUsed)
    {
        private long _lastUsed = lastUsed;

        public AccessToken Token { get; } = token;

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }
}
