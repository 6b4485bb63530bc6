namespace ActorChat.Faults.Crowds;

/// <summary>A user of the run: the token, the companions, and the acknowledged messages of all the user's clients.</summary>
public sealed class Account(string login, string token, IReadOnlyList<string> companions)
{
    private const int Remembered = 2000;

    private readonly Lock _gate = new();
    private readonly List<Draft> _acknowledged = [];

    public string Login => login;

    public string Token => token;

    public IReadOnlyList<string> Companions => companions;

    /// <summary>Keeps an acknowledged message, to be sent again some time; above a bound it replaces an older one.</summary>
    public void Remember(Draft draft, int place)
    {
        lock (_gate)
        {
            if (_acknowledged.Count < Remembered)
            {
                _acknowledged.Add(draft);
            }
            else
            {
                _acknowledged[place % Remembered] = draft;
            }
        }
    }

    /// <summary>One of the acknowledged messages; null if there is none yet.</summary>
    public Draft? Recall(int place)
    {
        lock (_gate)
        {
            return _acknowledged.Count == 0 ? null : _acknowledged[place % _acknowledged.Count];
        }
    }
}

/// <summary>A message that a client wants stored.</summary>
public sealed record Draft(string Key, string Room, string Text, string? ClientMessageId)
{
    private int _refusals;

    /// <summary>Refusals so far; the client waits longer after each.</summary>
    public int CountRefusal() => Interlocked.Increment(ref _refusals);
}
