namespace ActorChat.Faults.Crowds;

/// <summary>A client's sync: it goes on from the latest cursor, and now and then from an old one.</summary>
internal sealed class Syncer
{
    private const int Remembered = 3;

    private readonly List<string> _old = [];
    private string? _cursor;
    private int _isBusy;

    /// <summary>Asks page by page until it has everything; does nothing while it is at it already.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="limit">Rooms of a page.</param>
    /// <param name="place">Chooses among the cursors: one time in five an old one.</param>
    public async Task SyncAsync(ChatClient client, int limit, int place)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
        {
            return;
        }

        try
        {
            if (place % 5 == 0 && _old.Count > 0)
            {
                await GoAsync(client, _old[place % _old.Count], limit);
            }
            else if (await GoAsync(client, _cursor, limit) is { } reached)
            {
                Remember(reached, place);
            }
        }
        finally
        {
            Interlocked.Exchange(ref _isBusy, 0);
        }
    }

    /// <summary>Asks once more from the latest cursor, from each old one, and from none.</summary>
    public async Task AuditAsync(ChatClient client, int limit)
    {
        foreach (var cursor in _old.Append(_cursor).Append(null).Distinct())
        {
            if (await GoAsync(client, cursor, limit) is null)
            {
                throw new Clients.WireException("the last sync was refused");
            }
        }
    }

    private static async Task<string?> GoAsync(ChatClient client, string? cursor, int limit)
    {
        while (await client.SyncAsync(cursor, limit) is { } page)
        {
            if (page.Complete)
            {
                return page.Cursor;
            }

            if (page.Cursor == cursor)
            {
                // The checker finds it as well.
                return null;
            }

            cursor = page.Cursor;
        }

        return null;
    }

    private void Remember(string cursor, int place)
    {
        if (_cursor is { } before && _old.Count < Remembered)
        {
            _old.Add(before);
        }
        else if (_cursor is { } newer && place % 20 == 1)
        {
            _old[place % Remembered] = newer;
        }

        _cursor = cursor;
    }
}
