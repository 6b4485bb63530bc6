using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>What an awake room holds in memory of what is on disk: its latest messages, and which client ids were ever used.</summary>
internal sealed class RoomMemory(RoomSettings settings)
{
    /// <summary>Takes some milliseconds of a reader, and makes a message of bounded size.</summary>
    private const int ClientIdsAtATime = 2000;

    private readonly ClientIdFilter _clientIds = new(settings.MaxClientIdFilterBytes);
    private bool _hasOlderClientIds;
    private bool _readingOlder;
    private long _oldestRemembered;

    public RecentMessages Latest { get; } = new(settings.LatestMessages);

    public void Remember(StoredRoom stored)
    {
        _hasOlderClientIds = stored.HasOlderClientIds;
        _oldestRemembered = stored.Latest.Count == 0 ? 1 : stored.Latest[0].Seq;
        foreach (var message in stored.Latest)
        {
            Remember(message);
        }
    }

    public void Remember(ChatMessage message)
    {
        Latest.Add(message);
        if (message.ClientMessageId is { } clientId)
        {
            _clientIds.Add(message.Author, clientId);
        }
    }

    /// <summary>Whether a client id is certainly new, so that nobody has to look for it.</summary>
    public bool IsNew(Login author, string clientMessageId) => !_hasOlderClientIds && !_clientIds.MayContain(author, clientMessageId);

    /// <summary>The first page of client ids older than what the room woke with; null if there are none, or they are being read.</summary>
    public ClientIdPage? BeginReadingOlder()
    {
        if (!_hasOlderClientIds || _readingOlder || _clientIds.IsFull)
        {
            return null;
        }

        _readingOlder = true;
        return new ClientIdPage(0, _oldestRemembered, ClientIdsAtATime);
    }

    /// <summary>Adds a page; returns the next one, or null if this was the last or the filter is full.</summary>
    public ClientIdPage? RememberOlder(IReadOnlyList<StoredClientId> ids)
    {
        foreach (var id in ids)
        {
            _clientIds.Add(id.Author, id.ClientMessageId);
        }

        if (ids.Count < ClientIdsAtATime)
        {
            _hasOlderClientIds = false;
            return null;
        }

        return _clientIds.IsFull ? null : new ClientIdPage(ids[^1].Seq, _oldestRemembered, ClientIdsAtATime);
    }

    /// <summary>A page could not be read: it is tried again at the next occasion.</summary>
    public void StopReadingOlder() => _readingOlder = false;

    /// <summary>Client ids of messages with <c>after &lt; seq &lt; before</c>, the first <paramref name="Limit"/> of them.</summary>
    public readonly record struct ClientIdPage(long After, long Before, int Limit);
}
