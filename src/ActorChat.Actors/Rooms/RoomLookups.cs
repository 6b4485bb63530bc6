using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>An awake room's reads of the tables for a request. The results come to the room as one of the messages below.</summary>
internal sealed class RoomLookups(IRoomTables tables, IActorRef room, int maxPageBytes)
{
    private readonly HashSet<(IActorRef Asker, long RequestId)> _underWay = [];

    /// <summary>The result of a read.</summary>
    public abstract record Result(RoomCommand Command, IActorRef Asker) : INoSerializationVerificationNeeded;

    /// <summary>The message that was sent with the same client id before; null if the id is new.</summary>
    public sealed record Found(RoomCommand.Post Post, IActorRef Asker, ChatMessage? First) : Result(Post, Asker);

    /// <summary>A page of history.</summary>
    public sealed record PageRead(RoomCommand.ReadHistory Read, IActorRef Asker, HistoryPage Page) : Result(Read, Asker);

    /// <summary>How many messages a marker passes when it moves on from <paramref name="From"/>.</summary>
    public sealed record Counted(RoomCommand.MarkRead Read, IActorRef Asker, long From, long Count) : Result(Read, Asker);

    /// <summary>The tables could not be read.</summary>
    public sealed record Failed(RoomCommand Command, IActorRef Asker, Exception Cause) : Result(Command, Asker);

    /// <summary>A page of client ids older than those the room woke with.</summary>
    public sealed record OlderClientIds(IReadOnlyList<StoredClientId> Ids) : INoSerializationVerificationNeeded;

    /// <summary>That page could not be read.</summary>
    public sealed record OlderClientIdsUnread(Exception Cause) : INoSerializationVerificationNeeded;

    public bool IsIdle => _underWay.Count == 0;

    public void FindByClientId(RoomKey key, RoomCommand.Post post, IActorRef asker) =>
        Pipe(tables.FindByClientIdAsync(key, post.Caller, post.ClientMessageId!), first => new Found(post, asker, first), post, asker);

    public void ReadPage(RoomKey key, RoomCommand.ReadHistory read, IActorRef asker) =>
        Pipe(
            tables.ReadPageAsync(key, read.Before, read.After, read.Limit + 1, maxPageBytes),
            messages => new PageRead(read, asker, HistoryPage.Cut(messages, forward: read.After is not null, read.Limit, maxPageBytes)),
            read,
            asker);

    public void Count(RoomKey key, RoomCommand.MarkRead read, IActorRef asker, long from) =>
        Pipe(tables.CountAsync(key, key.CompanionOf(read.Caller), from, read.Seq), count => new Counted(read, asker, from, count), read, asker);

    public void ReadOlderClientIds(RoomKey key, RoomMemory.ClientIdPage page) =>
        tables.ReadClientIdsAsync(key, page.After, page.Before, page.Limit).PipeTo(
            room,
            success: ids => new OlderClientIds(ids),
            failure: cause => new OlderClientIdsUnread(cause));

    public void End(Result result) => _underWay.Remove((result.Asker, result.Command.RequestId));

    /// <summary>The room ends before its reads: all who wait for them are told.</summary>
    public void RefuseAll()
    {
        foreach (var (asker, requestId) in _underWay)
        {
            asker.RefuseAsUnavailable(requestId);
        }

        _underWay.Clear();
    }

    private void Pipe<T>(Task<T> reading, Func<T, object> done, RoomCommand command, IActorRef asker)
    {
        _underWay.Add((asker, command.RequestId));
        reading.PipeTo(room, success: done, failure: cause => new Failed(command, asker, cause));
    }
}
