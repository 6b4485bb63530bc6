using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>Messages between a partition and its rooms. Local to its node.</summary>
internal static class RoomOrders
{
    /// <summary>Sent to a room without requests: it ends if it is idle, or answers <see cref="Stays"/>.</summary>
    public sealed class Sleep : INoSerializationVerificationNeeded
    {
        public static readonly Sleep Instance = new();
    }

    /// <summary>The room still has something pending.</summary>
    public sealed class Stays : INoSerializationVerificationNeeded
    {
        public static readonly Stays Instance = new();
    }

    /// <summary>Sent by a room that does not exist: it need not be kept in memory.</summary>
    public sealed class DoesNotExist : INoSerializationVerificationNeeded
    {
        public static readonly DoesNotExist Instance = new();
    }

    /// <summary>Sent to every room when the partition is handed over: it ends once everything pending is on disk and published.</summary>
    public sealed class Finish : INoSerializationVerificationNeeded
    {
        public static readonly Finish Instance = new();
    }

    /// <summary>Sent to every room when the writer has ended: what is not on disk by now is refused.</summary>
    public sealed class End : INoSerializationVerificationNeeded
    {
        public static readonly End Instance = new();
    }
}
