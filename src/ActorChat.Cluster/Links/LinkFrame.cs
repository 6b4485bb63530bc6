using Akka.Event;

namespace ActorChat.Cluster.Links;

/// <summary>
/// One step of a link, as <c>links.proto</c> has it. The letters stay in their written form: those to be sent are written once, however often they are sent
/// again; those that arrived are read one by one, so that one that cannot be read costs no other.
/// </summary>
/// <param name="From">The sender's end of the link.</param>
/// <param name="To">The receiver's end; 0 if the sender does not know it.</param>
/// <param name="Number">Of this batch; 0 if there is none.</param>
/// <param name="Received">The last batch that the sender has received; -1 if the link has not begun for it.</param>
/// <param name="Letters">Each with its tag and length.</param>
internal sealed record LinkFrame(long From, long To, long Number, long Received, IReadOnlyList<ReadOnlyMemory<byte>> Letters) : IDeadLetterSuppression
{
    private const long NotBegun = -1;

    /// <summary>Whether the link has not begun for the sender.</summary>
    public bool IsGreeting => Received == NotBegun;

    public static LinkFrame Greeting(long from, long to) => new(from, to, 0, NotBegun, []);

    public static LinkFrame Acknowledgement(long from, long to, long received) => new(from, to, 0, received, []);
}
