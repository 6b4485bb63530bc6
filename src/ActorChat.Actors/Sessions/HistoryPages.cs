namespace ActorChat.Actors.Sessions;

/// <summary>Requests a client's pages of history from the rooms, each in its turn, and watches whether the client takes them.</summary>
internal sealed class HistoryPages(PageTurns turns, SlowReader reader, RoomRequests rooms)
{
    public bool AnyWaits => turns.AnyWaits;

    /// <summary>The session ends: these requests get no answer.</summary>
    public IEnumerable<SessionCommands.HaveRoom> Waiting => turns.Waiting;

    public void Add(SessionCommands.HaveRoom request)
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
        while (turns.TryBegin(out var have))
        {
            rooms.ReadHistory(have);
        }

        if (turns.AnyWaits)
        {
            reader.Watch();
        }
    }
}
