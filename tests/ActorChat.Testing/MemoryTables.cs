using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>
/// The tables in memory. Batches are visible to reads at once, as the contract of the tables requires. That the tables hold a batch is reported at once or,
/// while projections are held back, when they are released.
/// </summary>
public sealed class MemoryTables : IRoomTables
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RoomNumber, MemoryRoom> _rooms = [];
    private readonly Dictionary<int, long> _offsets = [];
    private readonly Dictionary<int, long> _durable = [];
    private readonly List<(int Partition, long SequenceNr)> _handedOver = [];
    private readonly Queue<Action> _heldBack = new();
    private bool _holding;

    /// <summary>Told of each read of a room, by the name of the method.</summary>
    public sealed record Asked(string Method);

    /// <summary>Told of each batch that was handed over.</summary>
    public sealed record HandedOver(int Partition, long SequenceNr, RoomBatch Batch);

    public string Epoch { get; init; } = "0123456789abcdef";

    /// <summary>What every read of a room passes.</summary>
    public Gate Reads { get; } = new();

    /// <summary>What asking for the offset passes.</summary>
    public Gate Offsets { get; } = new();

    /// <summary>What making durable passes.</summary>
    public Gate Durability { get; } = new();

    /// <summary>Who is told of each request.</summary>
    public IActorRef Listener { get; set; } = ActorRefs.Nobody;

    /// <summary>Every batch that was handed over, repeated ones too.</summary>
    public IReadOnlyList<(int Partition, long SequenceNr)> AllHandedOver => Locked(() => _handedOver.ToList());

    public IReadOnlyList<ChatMessage> MessagesOf(RoomKey room) => Locked(() => _rooms.TryGetValue(room.Number, out var held) ? held.Messages.Values.ToList() : []);

    /// <summary>The tables forget how far they are, as after a crash in which they lost their last writes.</summary>
    public void FallBackTo(int partition, long offset) => Locked(() => _offsets[partition] = offset);

    /// <summary>What <see cref="MakeDurableAsync"/> answers from now on; before, it is all that the tables hold.</summary>
    public void MakeDurableOnlyUpTo(int partition, long offset) => Locked(() => _durable[partition] = offset);

    public void HoldProjections() => Locked(() => _holding = true);

    public void LetProjectionsGoOn()
    {
        lock (_lock)
        {
            _holding = false;
            while (_heldBack.TryDequeue(out var done))
            {
                done();
            }
        }
    }

    public async Task<long> OffsetAsync(int partition)
    {
        Listener.Tell(new Asked(nameof(OffsetAsync)), ActorRefs.NoSender);
        await Offsets.PassAsync().ConfigureAwait(false);
        return Locked(() => _offsets.GetValueOrDefault(partition));
    }

    public void Project(int partition, long sequenceNr, RoomBatch batch, IActorRef replyTo)
    {
        lock (_lock)
        {
            _handedOver.Add((partition, sequenceNr));
            foreach (var happened in batch.Events)
            {
                RoomOf(happened.Room).Apply(happened);
            }

            _heldBack.Enqueue(() =>
            {
                _offsets[partition] = sequenceNr;
                replyTo.Tell(new BatchProjected(sequenceNr), ActorRefs.NoSender);
            });
        }

        Listener.Tell(new HandedOver(partition, sequenceNr, batch), ActorRefs.NoSender);
        if (!Locked(() => _holding))
        {
            LetProjectionsGoOn();
        }
    }

    public async Task<long> MakeDurableAsync(int partition)
    {
        Listener.Tell(new Asked(nameof(MakeDurableAsync)), ActorRefs.NoSender);
        await Durability.PassAsync().ConfigureAwait(false);
        return Locked(() => _durable.TryGetValue(partition, out var offset) ? offset : _offsets.GetValueOrDefault(partition));
    }

    public Task<StoredRoom?> LoadRoomAsync(RoomNumber room, int messages) =>
        ReadAsync(nameof(LoadRoomAsync), () => _rooms.TryGetValue(room, out var held) ? held.ToStored(messages) : null);

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes = int.MaxValue) =>
        ReadAsync(nameof(ReadPageAsync), () => RoomOf(room).Page(before, after, limit));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) =>
        ReadAsync(nameof(FindByClientIdAsync), () => RoomOf(room).Messages.Values.FirstOrDefault(message => message.Author == author && message.ClientMessageId == clientMessageId));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        ReadAsync<IReadOnlyList<StoredClientId>>(nameof(ReadClientIdsAsync), () =>
            [.. RoomOf(room).Page(before, after, int.MaxValue).Where(message => message.ClientMessageId is not null).Take(limit).Select(message => new StoredClientId(message.Seq, message.Author, message.ClientMessageId!))]);

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) =>
        ReadAsync<long>(nameof(CountAsync), () => RoomOf(room).Messages.Values.Count(message => message.Author == author && message.Seq > after && message.Seq <= upTo));

    public Task<ChatMessage?> FindMessageAsync(RoomKey room, long seq) => ReadAsync(nameof(FindMessageAsync), () => RoomOf(room).Messages.GetValueOrDefault(seq));

    public Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId) =>
        ReadAsync(nameof(FindOperationAsync), () => RoomOf(room).Operations.GetValueOrDefault((by, operationId)));

    public Task<long> CountBlocksAsync(Login blocker) => ReadAsync<long>(nameof(CountBlocksAsync), () => _rooms.Values.Count(room => room.IsBlockedBy(blocker)));

    public Task<StoredRetention> FindRetentionAsync(RoomKey room) => ReadAsync(nameof(FindRetentionAsync), () => RoomOf(room).Retention);

    public Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes = int.MaxValue) =>
        ReadAsync(nameof(ReadChangesAsync), () => RoomOf(room).Changes(since, limit));

    private async Task<T> ReadAsync<T>(string method, Func<T> read)
    {
        Listener.Tell(new Asked(method), ActorRefs.NoSender);
        await Reads.PassAsync().ConfigureAwait(false);
        return Locked(read);
    }

    private MemoryRoom RoomOf(RoomKey key)
    {
        if (!_rooms.TryGetValue(key.Number, out var room))
        {
            _rooms.Add(key.Number, room = new MemoryRoom(key));
        }

        return room;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
