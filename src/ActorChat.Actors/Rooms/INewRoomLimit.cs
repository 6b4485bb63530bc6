using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>How many new rooms a user may open.</summary>
public interface INewRoomLimit
{
    /// <summary>Counts a new room of a user; false if the user has to wait before opening another, with how long.</summary>
    bool TryOpenRoom(Login user, out TimeSpan wait);
}
