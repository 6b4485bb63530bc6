using Akka.Actor;

namespace ActorChat.Actors.Outbound;

/// <summary>
/// An event that several sessions of a node show to their clients: one object for all of them, made where the event enters the node, and encoded once. Local
/// to its node.
/// </summary>
/// <param name="happened">The event.</param>
/// <param name="durableAt">This node's timestamp when it became durable; 0 if its delivery is not measured.</param>
public sealed class SharedEvent(ServerEvent happened, long durableAt = 0) : INoSerializationVerificationNeeded
{
    private object? _encoded;

    public ServerEvent Happened => happened;

    public long DurableAt => durableAt;

    /// <summary>
    /// The event in the form that the edge sends, made by the first caller. Two callers at the same moment may both make it; the results are equal.
    /// </summary>
    public T Encoded<T>(Func<ServerEvent, T> encode)
        where T : class
    {
        if (_encoded is not T encoded)
        {
            _encoded = encoded = encode(happened);
        }

        return encoded;
    }
}
