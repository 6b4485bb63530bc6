using ActorChat.Actors.Common;
using ActorChat.Host.Limits;
using ActorChat.Storage;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Hashes and checks passwords on dedicated threads, so that a wave of logins delays no message, and in an order in which no address delays the others (<see
/// cref="FairQueue{T}"/>). At most <c>actorchat.passwords.waiting</c> logins and as many registrations wait, and <c>waiting-per-address</c> of one address;
/// further ones are refused as busy.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private readonly object _gate = new();
    private readonly FairQueue<Job> _waiting;
    private readonly TimeProvider _clock;
    private readonly long _memoryKiB;
    private readonly int _iterations;
    private readonly PasswordHash _nobody;
    private bool _closed;

    public PasswordHasher(PasswordSettings settings, TimeProvider clock)
    {
        (_memoryKiB, _iterations, _clock) = (settings.MemoryBytes / 1024, settings.Iterations, clock);
        _nobody = PasswordHash.Make(Guid.NewGuid().ToString(), _memoryKiB, _iterations);
        _waiting = new FairQueue<Job>(settings.MaxWaiting, settings.MaxWaitingPerAddress, settings.RegistrationPatience);
        var threads = settings.Threads > 0 ? settings.Threads : Math.Max(1, Environment.ProcessorCount / 2);
        for (var i = 0; i < threads; i++)
        {
            Background.StartThread($"password-hasher-{i}", Step);
        }
    }

    /// <summary>The hash to store; null when too many wait.</summary>
    /// <param name="password">The password.</param>
    /// <param name="address">The client's address: addresses take turns.</param>
    /// <param name="kind">Why it is hashed.</param>
    public Task<string?> HashAsync(string password, ClientAddress address = default, HashKind kind = HashKind.Registration) =>
        RunAsync<string?>(kind, address, null, () => PasswordHash.Make(password, _memoryKiB, _iterations).ToString());

    /// <summary>Checks a password with the same work whether there is a hash or not.</summary>
    /// <param name="hash">The stored hash; null if there is no such user, and the verdict is never right.</param>
    /// <param name="password">What the client sent.</param>
    /// <param name="address">The client's address: addresses take turns.</param>
    public Task<PasswordVerdict> VerifyAsync(string? hash, string password, ClientAddress address = default) =>
        RunAsync(HashKind.Login, address, PasswordVerdict.Busy, () => Verify(hash, password));

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

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

    private Task<T> RunAsync<T>(HashKind kind, ClientAddress address, T busy, Func<T> work)
    {
        var job = new Job<T>(busy, work);
        Job? refused = null;
        lock (_gate)
        {
            if (_closed || !_waiting.TryAdd(kind, address, job, Now(), out refused, out _))
            {
                refused = job;
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }

        refused?.Refuse();
        return job.Answer;
    }

    private bool Step()
    {
        if (!TryTake(out var job))
        {
            return false;
        }

        job.Run();
        return true;
    }

    /// <summary>Waits for the next item; false once the queue is closed and empty.</summary>
    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Job? job)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _waiting.TryTake(Now(), out job);
        }
    }

    private long Now() => _clock.GetElapsedTime(0, _clock.GetTimestamp()).Ticks;

    private abstract class Job
    {
        public abstract void Run();

        /// <summary>Too many wait.</summary>
        public abstract void Refuse();
    }

    private sealed class Job<T>(T busy, Func<T> work) : Job
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public override void Run()
        {
            try
            {
                _answer.SetResult(work());
            }
#pragma warning disable CA1031 // The caller gets the failure, whatever it is; the thread continues.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _answer.SetException(failure);
            }
        }

        public override void Refuse() => _answer.SetResult(busy);
    }
}
