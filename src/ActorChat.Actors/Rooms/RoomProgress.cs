using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>How far a room has come: what it has decided, and what of it is on disk. Both know which of its users were erased meanwhile.</summary>
internal sealed class RoomProgress
{
    /// <summary>Users that an operator erased since the room began to wake: what it loads may not show it yet.</summary>
    private readonly List<Login> _erased = [];

    /// <summary>What was decided, including what is not on disk yet; null until somebody has asked for the room by its two users.</summary>
    public RoomState? Decided { get; private set; }

    /// <summary>What is on disk, which is all that anyone is shown; null if that is nothing.</summary>
    public RoomState? Durable { get; private set; }

    public void Load(StoredRoom stored) => Decided = Durable = WithErased(RoomState.From(stored));

    /// <summary>The room as it was decided; if it does not exist yet, an unopened one.</summary>
    public RoomState Of(RoomKey key) => Decided ??= WithErased(RoomState.Unopened(key));

    public void Decide(RoomEvent happened) => Decided = Decided!.Apply(happened);

    /// <summary>An event is on disk; returns the room with it.</summary>
    public RoomState MakeDurable(RoomEvent happened) => Durable = (Durable ?? RoomState.Unopened(happened.Room)).Apply(happened);

    /// <summary>Pending events stay; later decisions take it into account.</summary>
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
