using System.Collections.Concurrent;
using System.Net;
using ActorChat.Faults.Attackers;

namespace ActorChat.Faults.Hostile;

/// <summary>
/// Honest users from a separate address who log in, mistype their password and change it during the attacks. They must be let in quickly, and each of these
/// actions must be in the log.
/// </summary>
internal sealed class Witness(Target target, TimeSpan pause)
{
    private const int Users = 10;

    /// <summary>The longest that a login may take. Hashing a password takes 16 ms, and attackers may make the server hash as well.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    private static readonly IPAddress s_address = IPAddress.Parse("127.0.0.99");

    private readonly string[] _passwords = [.. Enumerable.Repeat("an honest password", Users)];
    private readonly ConcurrentQueue<SecurityAct> _acts = new();
    private int _changes;

    /// <summary>The user whose password others guess.</summary>
    public static string Victim => Name(0);

    public IReadOnlyList<SecurityAct> Acts => [.. _acts];

    public async Task RegisterAsync()
    {
        using var assault = Begin();
        for (var user = 0; user < Users; user++)
        {
            if (!await new AccountCalls(assault, Name(user)).RegisterAsync(_passwords[user]))
            {
                throw new InvalidOperationException("The witness could not register.");
            }
        }
    }

    /// <summary>Continues until it is stopped.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            try
            {
                await ActAsync(i % Users);
                await Task.Delay(pause, stop);
            }
            catch (OperationCanceledException)
            {
                // Stopped; or an answer that never came, which the time shows.
            }
            catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
            {
                // The process ended, which is reported elsewhere.
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    private async Task ActAsync(int user)
    {
        using var assault = Begin();
        var account = new AccountCalls(assault, Name(user));
        var began = TimeProvider.System.GetTimestamp();
        var token = await account.LogInAsync(_passwords[user]);
        if (TimeProvider.System.GetElapsedTime(began) is var took && took > s_soon)
        {
            assault.Find($"an honest login took {took.TotalSeconds:F0} s");
        }

        if (token is null)
        {
            assault.Find("an honest login was refused");
            return;
        }

        Note(user, $"{Name(user)} logged in from {s_address}");
        if (await account.LogInAsync("a slip of the hand") is null)
        {
            Note(user, $"Login of {Name(user)} failed from {s_address}");
        }

        var next = $"an honest password {++_changes}";
        if (await account.ChangeAsync(token, _passwords[user], next) is null)
        {
            assault.Find("an honest change of password was refused");
            return;
        }

        _passwords[user] = next;
        Note(user, $"{Name(user)} changed the password from {s_address}");
    }

    private Assault Begin() => new(target, "witness", 0) { Source = s_address };

    private void Note(int user, string line) => _acts.Enqueue(new SecurityAct(Name(user), line));

    private static string Name(int user) => $"witness-{user}";
}
