using System.Diagnostics.CodeAnalysis;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Which pages a client gets now, and which wait: of history, of changes, of its rooms, of whom it blocks. A page is asked for only while all unsent pages fit into the client's share for pages. So
/// a client that reads never becomes a slow consumer, however many pages it requests, and no page is held in memory for it. Bounded by the edge's requests in
/// flight.
/// </summary>
internal sealed class PageTurns(PageSettings settings, IConnection connection)
{
    private readonly Queue<SessionCommands.Request> _waiting = new();
    private int _underWay;

    public bool AnyWaits => _waiting.Count > 0;

    /// <summary>How often some of the client's waiting bytes were sent: while it stays the same, the client takes nothing.</summary>
    public long Progress { get; private set; }

    public void Add(SessionCommands.Request request) => _waiting.Enqueue(request);

    /// <summary>The next request whose turn has come. If there is none, the connection tells when to check again, unless the end of a page does.</summary>
    public bool TryBegin([MaybeNullWhen(false)] out SessionCommands.Request request)
    {
        request = null;
        if (_waiting.Count == 0)
        {
            return false;
        }

        var unsent = connection.UnsentBytes;
        if (((_underWay + 1L) * settings.Bytes) + unsent > settings.UnsentBytes)
        {
            if (unsent > 0)
            {
                connection.TellWhenSent();
            }

            return false;
        }

        _underWay++;
        request = _waiting.Dequeue();
        return true;
    }

    /// <summary>A page was given to the connection, or will not come.</summary>
    public void End() => _underWay--;

    public void SomeSent() => Progress++;

    /// <summary>The session ends: these requests get no answer.</summary>
    public IEnumerable<SessionCommands.Request> Waiting => _waiting;
}
