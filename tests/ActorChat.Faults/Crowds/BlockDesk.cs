namespace ActorChat.Faults.Crowds;

/// <summary>
/// Whom a user blocks. The user's clients take turns, and what was not answered is asked for again before anything else: a request that says the opposite is
/// never under way at the same time, except on a connection that was lost.
/// </summary>
public sealed class BlockDesk : IDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SortedSet<string> _blocked = new(StringComparer.Ordinal);
    private (string Companion, bool Blocks)? _open;
    private volatile bool _any;

    /// <summary>Whether the user blocks somebody, or may.</summary>
    public bool Any => _any;

    /// <summary>Blocks a companion, or lifts the block; does nothing if another client of the user has the turn.</summary>
    internal async Task TurnAsync(ChatClient client, string companion)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            await AskAsync(client, _open ?? (companion, !_blocked.Contains(companion)));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lifts every block, unless the run ends before.</summary>
    internal async Task LiftAsync(ChatClient client, Task end)
    {
        while (Any && !end.IsCompleted)
        {
            await _turn.WaitAsync();
            try
            {
                if ((_open ?? (_blocked.Count > 0 ? (_blocked.Min!, false) : null)) is { } next && !await AskAsync(client, next))
                {
                    await Task.Delay(AskAgainAfter);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> AskAsync(ChatClient client, (string Companion, bool Blocks) request)
    {
        _open = request;
        _any = true;
        if (await client.BlockAsync(request.Companion, request.Blocks) is { } code)
        {
            client.Count($"{(request.Blocks ? "block" : "unblock")} refused: {code}");
            return false;
        }

        if (request.Blocks)
        {
            _blocked.Add(request.Companion);
        }
        else
        {
            _blocked.Remove(request.Companion);
        }

        _open = null;
        _any = _blocked.Count > 0;
        return true;
    }
}
