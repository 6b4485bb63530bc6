using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>How far a room has come: what it has decided, and what of it is on disk. Both know which of its users were erased meanwhile.</summary>
internal sealed class RoomProgress
{
    /// <summary>Users that an operator erased since the room began to wake: what it loads may not say so.</summary>
    private readonly List<Login> _erased = [];

    /// <summary>What was decided, including what is not on disk yet; null while nobody has asked for the room by its two users.</summary>
    public RoomState? Decided { get; private set; }

    /// <summary>What is on disk, which is all that anyone is shown; null where that is nothing.</summary>
    public RoomState? Durable { get; private set; }

    public void Load(StoredRoom stored) => Decided = Durable = WithErased(RoomState.From(stored));

    /// <summary>The room as it was decided; of a room that does not exist yet, one that nobody has opened.</summary>
    public RoomState Of(RoomKey key) => Decided ??= WithErased(RoomState.Unopened(key));

    public void Decide(RoomEvent happened) => Decided = Decided!.Apply(happened);

    /// <summary>An event is on disk; the answer is the room with it.</summary>
    public RoomState MakeDurable(RoomEvent happened) => Durable = (Durable ?? RoomState.Unopened(happened.Room)).Apply(happened);

    /// <summary>What is under way stays; what is decided from now on knows of it.</summary>
    public void Erase(Login user)
    {
        _erased.Add(user);
        if (Decided is not null)
        {
            Durable = WithErased(Durable ?? RoomState.Unopened(Decided.Key));
            Decided = WithErased(Decided);
        }
    }

    private RoomState WithErased(RoomState room) => _erased.Aggregate(room, (state, user) => state.WithErased(user));
}
