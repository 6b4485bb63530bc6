using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>The rooms that a session joined: it watches the presence of their companions as long as neither blocks the other.</summary>
internal sealed class JoinedRooms(Login self, RegistryLink registry)
{
    private readonly SessionRooms _rooms = new();

    public int Count => _rooms.Count;

    public bool HasJoined(RoomNumber room) => _rooms.HasJoined(room);

    public bool AnyJoined(Func<RoomNumber, bool> room) => _rooms.AnyJoined(room);

    public bool SeesPresenceOf(Login companion) => _rooms.SeesPresenceOf(companion);

    /// <summary>How news of a joined room follow what was shown.</summary>
    public SessionRooms.Novelty NoveltyOf(RoomNews news) => _rooms.NoveltyOf(news);

    public void Join(RoomReply.Opened opened)
    {
        _rooms.Join(opened.Key, opened.LastSeq, opened.Rev, opened.AnyBlocks, opened.Epoch);
        WatchPresence(opened.Key, opened.AnyBlocks);
    }

    /// <summary>False if it is not joined.</summary>
    public bool TryLeave(RoomNumber room)
    {
        if (_rooms.Leave(room) is not { } key)
        {
            return false;
        }

        registry.UnwatchPresence(key.CompanionOf(self));
        return true;
    }

    /// <summary>Somebody blocks the companion, or does not any more: then the user's presence is seen again.</summary>
    public void Follow(RoomNews.BlockSet block)
    {
        if (_rooms.TrySetBlock(block.Key.Number, block.AnyBlocks, block.Epoch))
        {
            WatchPresence(block.Key, block.AnyBlocks);
        }
    }

    private void WatchPresence(RoomKey room, bool anyBlocks)
    {
        if (anyBlocks)
        {
            registry.UnwatchPresence(room.CompanionOf(self));
        }
        else
        {
            registry.WatchPresence(room.CompanionOf(self));
        }
    }
}
