namespace ActorChat.Actors.Sessions;

/// <summary>Requests a client's pages, each in its turn, and watches whether the client takes them.</summary>
internal sealed class ClientPages(PageTurns turns, SlowReader reader, RoomRequests rooms, ChatQueries chats)
{
    public bool AnyWaits => turns.AnyWaits;

    /// <summary>The session ends: these requests get no answer.</summary>
    public IEnumerable<SessionCommands.Request> Waiting => turns.Waiting;

    public void Add(SessionCommands.Request request)
    {
        turns.Add(request);
        AskForNext();
    }

    public void SomeSent()
    {
        turns.SomeSent();
        AskForNext();
    }

    /// <summary>A page was given to the connection, or will not come.</summary>
    public void End()
    {
        turns.End();
        AskForNext();
    }

    /// <summary>Whether the client took nothing of what waits for it, for the longest allowed time.</summary>
    public bool IsUnread(SlowReader.Look look)
    {
        if (reader.TookNothing(look))
        {
            return true;
        }

        AskForNext();
        return false;
    }

    private void AskForNext()
    {
        while (turns.TryBegin(out var page))
        {
            Ask(page);
        }

        if (turns.AnyWaits)
        {
            reader.Watch();
        }
    }

    private void Ask(SessionCommands.Request page)
    {
        switch (page)
        {
            case SessionCommands.HaveRoom have: rooms.ReadHistory(have); break;
            case SessionCommands.ReadChanges changes: rooms.ReadChanges(changes); break;
            case SessionCommands.Sync sync: chats.Sync(sync); break;
            case SessionCommands.ListBlocked list: chats.ListBlocked(list); break;
            default: throw new InvalidOperationException($"{page.GetType().Name} asks for no page.");
        }
    }
}
