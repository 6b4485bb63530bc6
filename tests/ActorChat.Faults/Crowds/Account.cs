namespace ActorChat.Faults.Crowds;

/// <summary>A user of the run: the token, the companions, and the acknowledged messages of all the user's clients.</summary>
public sealed class Account(string login, string token, IReadOnlyList<string> companions)
{
    private const int Remembered = 2000;

    private readonly Lock _gate = new();
    private readonly List<Draft> _acknowledged = [];
    private readonly List<Change> _made = [];

    public string Login => login;

    public string Token => token;

    public IReadOnlyList<string> Companions => companions;

    /// <summary>Whom the user blocks.</summary>
    public BlockDesk Blocks { get; } = new();

    /// <summary>Keeps an acknowledged message, to be sent again some time; above a bound it replaces an older one.</summary>
    public void Remember(Draft draft) => Remember(_acknowledged, draft);

    /// <summary>Keeps a change that was made, in the same way.</summary>
    public void Remember(Change change) => Remember(_made, change);

    /// <summary>One of the acknowledged messages; null if there is none yet.</summary>
    public Draft? Recall(int place) => Recall(_acknowledged, place);

    /// <summary>One of the changes that were made; null if there is none yet.</summary>
    public Change? RecallChange(int place) => Recall(_made, place);

    private void Remember<T>(List<T> kept, T one)
        where T : Errand
    {
        if (one.Id is null)
        {
            return;
        }

        lock (_gate)
        {
            if (kept.Count < Remembered)
            {
                kept.Add(one);
            }
            else
            {
                kept[one.Place % Remembered] = one;
            }
        }
    }

    private T? Recall<T>(List<T> kept, int place)
        where T : class
    {
        lock (_gate)
        {
            return kept.Count == 0 ? null : kept[place % kept.Count];
        }
    }
}
