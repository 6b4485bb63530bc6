using ActorChat.Faults.Clients;

namespace ActorChat.Faults.Crowds;

/// <summary>The habits of a run's clients. Shares are of a thousand choices; the rest is sending.</summary>
public sealed record CrowdHabits
{
    /// <summary>Clients, of which one in three is the second client of another's user.</summary>
    public int Clients { get; init; } = 48;

    /// <summary>Requests that a client has in flight at once.</summary>
    public int Window { get; init; } = 6;

    /// <summary>The longest pause between two requests of a client; zero for none.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most texts have at most this many characters.</summary>
    public int TextLength { get; init; } = 120;

    /// <summary>Bytes of the buffer that a client's socket receives into; null leaves it to the system.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>How they connect, in turn.</summary>
    public IReadOnlyList<Transport> Transports { get; init; } = [Transport.WebSocket];

    /// <summary>Share of messages without a client id.</summary>
    public int WithoutClientId { get; init; } = 250;

    public int Repeats { get; init; } = 25;

    public int Reads { get; init; } = 60;

    public int Pages { get; init; } = 50;

    public int Typings { get; init; } = 10;

    /// <summary>Edits, deletions and reactions.</summary>
    public int Changes { get; init; } = 300;

    public int ChangePages { get; init; } = 15;

    public int Deliveries { get; init; } = 30;

    public int Syncs { get; init; } = 10;

    /// <summary>Blocks of a companion. While a user blocks somebody, <see cref="Lifts"/> counts instead.</summary>
    public int Blocks { get; init; } = 2;

    public int Lifts { get; init; } = 100;

    /// <summary>Share of messages that answer another.</summary>
    public int Replies { get; init; } = 100;

    public int Rejoins { get; init; } = 5;

    public int Intrusions { get; init; } = 20;

    public int Closes { get; init; } = 1;

    public int Cuts { get; init; } = 2;
}
