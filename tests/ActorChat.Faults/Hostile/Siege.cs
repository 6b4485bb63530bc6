using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorChat.Faults.Attackers;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Hostile;

/// <summary>
/// Attackers at work: a number of them at once, each with a seed that determines all its attacks. Attacks that mostly wait run beside the others, up to a
/// bound.
/// </summary>
internal sealed class Siege
{
    private const int MostPatient = 40;
    private const int Remembered = 12;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly Target _target;
    private readonly ServerProcess _server;
    private readonly IReadOnlyList<Attacker> _among;
    private readonly (Random Random, Queue<Attacker> First)[] _workers;
    private readonly ConcurrentQueue<string> _latest = new();
    private readonly SemaphoreSlim _patient = new(MostPatient);

    /// <param name="target">The server under attack.</param>
    /// <param name="server">The process, which may end.</param>
    /// <param name="among">The attacks to draw from; each is made once before any is drawn.</param>
    /// <param name="workers">How many at once.</param>
    /// <param name="seed">Determines everything.</param>
    public Siege(Target target, ServerProcess server, IReadOnlyList<Attacker> among, int workers, int seed)
    {
        (_target, _server, _among) = (target, server, among);
        _workers = [.. Enumerable.Range(0, workers).Select(i => (new Random(unchecked((seed * 31) + i)), new Queue<Attacker>()))];
        var order = among.ToArray();
        new Random(seed).Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            _workers[i % workers].First.Enqueue(order[i]);
        }
    }

    /// <summary>Attacks for so long; completes with the last attack.</summary>
    /// <returns>How many attacks were made, and the latest with their seeds when the process ended; null if it did not.</returns>
    public async Task<(int Made, string? Death)> AttackAsync(TimeSpan duration, TimeSpan pause)
    {
        var began = TimeProvider.System.GetTimestamp();
        string? death = null;
        var counts = await Task.WhenAll(_workers.Select(async worker =>
        {
            var waiting = new List<Task>();
            var made = 0;
            while (_server.IsRunning && (TimeProvider.System.GetElapsedTime(began) < duration || worker.First.Count > 0))
            {
                made++;
                var attacker = worker.First.TryDequeue(out var next) ? next : AttackCatalogue.Draw(_among, worker.Random);
                var attack = AttackOnceAsync(attacker, worker.Random.Next());
                if (attacker.IsPatient)
                {
                    waiting.Add(attack);
                }
                else
                {
                    await attack;
                }

                await Task.Delay(worker.Random.Next((int)pause.TotalMilliseconds + 1));
            }

            death ??= _server.IsRunning ? null : string.Join(", ", _latest);
            await Task.WhenAll(waiting);
            return made;
        }));
        return (counts.Sum(), death);
    }

    private async Task AttackOnceAsync(Attacker attacker, int seed)
    {
        if (attacker.IsPatient)
        {
            await _patient.WaitAsync();
        }

        _latest.Enqueue($"{attacker.Name} {seed}");
        while (_latest.Count > Remembered)
        {
            _latest.TryDequeue(out _);
        }

        _target.Book.Tried(attacker.Name);
        using var assault = new Assault(_target, attacker.Name, seed);
        try
        {
            await attacker.AttackAsync(assault).WaitAsync(s_longest);
        }
        catch (Exception ended) when (ended is SocketException or IOException or ObjectDisposedException)
        {
            // That is allowed: the server may always disconnect an attacker.
            assault.Did("(cut off)");
        }
        catch (OperationCanceledException)
        {
            assault.Did("(unanswered)");
        }
        catch (TimeoutException)
        {
            assault.Find("did not come to its end");
        }
        finally
        {
            if (attacker.IsPatient)
            {
                _patient.Release();
            }
        }
    }
}
