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

    /// <summary>What a change needs to be decided.</summary>
    /// <param name="Change">The request.</param>
    /// <param name="Asker">The sender.</param>
    /// <param name="First">The change that was made with the same id before; null if there is none.</param>
    /// <param name="Message">The message, if there was none; null if there is no such message.</param>
    public sealed record ChangeFound(RoomCommand.ChangeMessage Change, IActorRef Asker, StoredOperation? First, ChatMessage? Message) : Result(Change, Asker);

    /// <summary>A page of history, with all changes up to one.</summary>
    public sealed record PageRead(RoomCommand.ReadHistory Read, IActorRef Asker, HistoryPage Page, long Rev) : Result(Read, Asker);

    /// <summary>A page of messages that changed, with all changes up to one.</summary>
    public sealed record ChangesRead(RoomCommand.ReadChanges Read, IActorRef Asker, HistoryPage Page, long Rev) : Result(Read, Asker);

    /// <summary>The oldest messages that are not over yet.</summary>
    public sealed record OldestRead(RoomCommand.Expire Expire, IActorRef Asker, StoredRetention Retention, IReadOnlyList<ChatMessage> Page) : Result(Expire, Asker);

    /// <summary>How many users the caller blocks.</summary>
    public sealed record BlocksCounted(RoomCommand.SetBlock Set, IActorRef Asker, long Count) : Result(Set, Asker);

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

    /// <param name="key">The room.</param>
    /// <param name="change">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="isNew">Whether its id is certainly new, or it has none.</param>
    /// <param name="known">The message, if the room knows it.</param>
    public void FindForChange(RoomKey key, RoomCommand.ChangeMessage change, IActorRef asker, bool isNew, ChatMessage? known) =>
        Pipe(FindForChangeAsync(key, change, isNew, known), found => new ChangeFound(change, asker, found.First, found.Message), change, asker);

    /// <summary>Changes that become durable after this call can be in the page, or not.</summary>
    /// <param name="room">The room as it is on disk.</param>
    /// <param name="read">The request.</param>
    /// <param name="asker">The sender.</param>
    public void ReadPage(RoomState room, RoomCommand.ReadHistory read, IActorRef asker) =>
        Pipe(
            tables.ReadPageAsync(room.Key, read.Before, read.After, read.Limit + 1, maxPageBytes),
            messages => new PageRead(read, asker, HistoryPage.Cut(messages, forward: read.After is not null, read.Limit, maxPageBytes), room.Rev),
            read,
            asker);

    /// <inheritdoc cref="ReadPage"/>
    public void ReadChanges(RoomState room, RoomCommand.ReadChanges read, IActorRef asker) =>
        Pipe(
            tables.ReadChangesAsync(room.Key, read.Since, read.Limit + 1, maxPageBytes),
            messages => new ChangesRead(read, asker, HistoryPage.Cut(messages, forward: true, read.Limit, maxPageBytes), room.Rev),
            read,
            asker);

    public void Count(RoomKey key, RoomCommand.MarkRead read, IActorRef asker, long from) =>
        Pipe(tables.CountAsync(key, key.CompanionOf(read.Caller), from, read.Seq), count => new Counted(read, asker, from, count), read, asker);

    public void CountBlocks(RoomCommand.SetBlock set, IActorRef asker) =>
        Pipe(tables.CountBlocksAsync(set.Caller), count => new BlocksCounted(set, asker, count), set, asker);

    public void ReadOlderClientIds(RoomKey key, RoomMemory.ClientIdPage page) =>
        tables.ReadClientIdsAsync(key, page.After, page.Before, page.Limit).PipeTo(
            room,
            success: ids => new OlderClientIds(ids),
            failure: cause => new OlderClientIdsUnread(cause));

    /// <param name="key">The room.</param>
    /// <param name="expire">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="limit">The most messages.</param>
    public void ReadOldest(RoomKey key, RoomCommand.Expire expire, IActorRef asker, int limit) =>
        Pipe(ReadOldestAsync(key, limit), found => new OldestRead(expire, asker, found.Retention, found.Page), expire, asker);

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

    private async Task<(StoredOperation? First, ChatMessage? Message)> FindForChangeAsync(RoomKey key, RoomCommand.ChangeMessage change, bool isNew, ChatMessage? known)
    {
        var first = isNew ? null : await tables.FindOperationAsync(key, change.Caller, change.OperationId!).ConfigureAwait(false);
        return (first, first is null ? known ?? await tables.FindMessageAsync(key, change.Seq).ConfigureAwait(false) : null);
    }

    private async Task<(StoredRetention Retention, IReadOnlyList<ChatMessage> Page)> ReadOldestAsync(RoomKey key, int limit)
    {
        var retention = await tables.FindRetentionAsync(key).ConfigureAwait(false);
        return (retention, await tables.ReadPageAsync(key, null, retention.ExpiredUpTo, limit, maxPageBytes).ConfigureAwait(false));
    }

    private void Pipe<T>(Task<T> reading, Func<T, object> done, RoomCommand command, IActorRef asker)
    {
        _underWay.Add((asker, command.RequestId));
        reading.PipeTo(room, success: done, failure: cause => new Failed(command, asker, cause));
    }
}
