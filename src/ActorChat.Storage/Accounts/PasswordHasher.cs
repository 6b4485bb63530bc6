using ActorChat.Actors.Common;

namespace ActorChat.Storage.Accounts;

/// <summary>
/// Hashes and checks passwords on threads of its own, so that a wave of logins delays no message. At most
/// <c>actorchat.passwords.waiting</c> wait; more are told that it is busy.
/// </summary>
public sealed class PasswordHasher : IDisposable
{
    private readonly WorkQueue<Action> _waiting;
    private readonly long _memoryKiB;
    private readonly int _iterations;
    private readonly PasswordHash _nobody;

    public PasswordHasher(PasswordSettings settings)
    {
        (_memoryKiB, _iterations) = (settings.MemoryBytes / 1024, settings.Iterations);
        _nobody = PasswordHash.Make(Guid.NewGuid().ToString(), _memoryKiB, _iterations);
        _waiting = new WorkQueue<Action>(settings.MaxWaiting);
        var threads = settings.Threads > 0 ? settings.Threads : Math.Max(1, Environment.ProcessorCount / 2);
        for (var i = 0; i < threads; i++)
        {
            Background.StartThread($"password-hasher-{i}", Step);
        }
    }

    /// <summary>The hash to store; null when too many wait.</summary>
    public Task<string?> HashAsync(string password) => RunAsync<string?>(null, () => PasswordHash.Make(password, _memoryKiB, _iterations).ToString());

    /// <summary>Checks a password in the same work whether there is a hash or not.</summary>
    /// <param name="hash">The stored hash; null when there is no such user, and the verdict is never right.</param>
    /// <param name="password">What the client sent.</param>
    public Task<PasswordVerdict> VerifyAsync(string? hash, string password) => RunAsync(PasswordVerdict.Busy, () => Verify(hash, password));

    public void Dispose() => _waiting.Close();

    private PasswordVerdict Verify(string? hash, string password)
    {
        var stored = hash is null ? null : PasswordHash.Parse(hash);
        var matches = (stored ?? _nobody).Matches(password);
        return (matches, stored) switch
        {
            (false, _) or (_, null) => PasswordVerdict.Wrong,
            _ when stored.MemoryKiB != _memoryKiB || stored.Iterations != _iterations => PasswordVerdict.RightButOutdated,
            _ => PasswordVerdict.Right,
        };
    }

    private Task<T> RunAsync<T>(T busy, Func<T> work)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(() => Complete(answer, work)))
        {
            answer.SetResult(busy);
        }

        return answer.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> answer, Func<T> work)
    {
        try
        {
            answer.SetResult(work());
        }
#pragma warning disable CA1031 // Whoever asked gets the failure, whatever it is; the thread goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            answer.SetException(failure);
        }
    }

    private bool Step()
    {
        if (!_waiting.TryTake(out var job))
        {
            return false;
        }

        job();
        return true;
    }
}
