using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>In which rooms a session's client is typing. Each sign has a number, so that the timeout of an old one does not end a newer one.</summary>
internal sealed class TypingSigns(int max)
{
    /// <summary>Sent to the session when a sign has reached its maximum age.</summary>
    public sealed record Elapsed(RoomNumber Room, int Turn) : INoSerializationVerificationNeeded;

    private readonly Dictionary<RoomNumber, int> _turns = [];
    private int _lastTurn;

    public IReadOnlyCollection<RoomNumber> Rooms => _turns.Keys;

    /// <summary>The number of the new sign; null if the client types in the maximum number of rooms.</summary>
    public int? Set(RoomNumber room)
    {
        if (_turns.Count >= max && !_turns.ContainsKey(room))
        {
            return null;
        }

        _turns[room] = ++_lastTurn;
        return _lastTurn;
    }

    public void Clear(RoomNumber room) => _turns.Remove(room);

    /// <summary>Clears the sign if it still has this number.</summary>
    public bool Clear(RoomNumber room, int turn) => _turns.TryGetValue(room, out var last) && last == turn && _turns.Remove(room);
}
