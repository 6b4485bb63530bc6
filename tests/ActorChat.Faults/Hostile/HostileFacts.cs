namespace ActorChat.Faults.Hostile;

/// <summary>What a hostile run recorded, besides the crowd's history.</summary>
public sealed record HostileFacts
{
    /// <summary>When the process ended, and which attacks were running.</summary>
    public IReadOnlyList<string> Deaths { get; init; } = [];

    /// <summary>Everything that the server printed.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Answers of 500 and above that an attacker or the witness got.</summary>
    public IReadOnlyList<ServerFault> Faults { get; init; } = [];

    /// <summary>How long the crowd waited for its acknowledgements during quiet phases.</summary>
    public IReadOnlyList<TimeSpan> Quiet { get; init; } = [];

    /// <summary>The same during attacks.</summary>
    public IReadOnlyList<TimeSpan> Attacked { get; init; } = [];

    /// <summary>The process at rest, before the crowd came.</summary>
    public RestState Before { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>The process at rest, after everybody left.</summary>
    public RestState After { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>The witness's actions; each has a line in the log.</summary>
    public IReadOnlyList<SecurityAct> Acts { get; init; } = [];

    /// <summary>Answers of 500 and above that the server counted, without 503.</summary>
    public long OwnFaults { get; init; }

    /// <summary>What the server did to attackers or the witness and must not do.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What happened to the crowd's clients, and how often.</summary>
    public IReadOnlyDictionary<string, int> Tally { get; init; } = new Dictionary<string, int>();

    /// <summary>How often each attack was made.</summary>
    public IReadOnlyDictionary<string, int> Attacks { get; init; } = new Dictionary<string, int>();

    /// <summary>The attacks that were to be made.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];
}

/// <summary>An answer of 500 or above.</summary>
public sealed record ServerFault(int Status, string Body, string Attack, string Request);

/// <summary>What an attack found.</summary>
public sealed record Finding(string Attack, int Seed, string What);

/// <summary>A security event, and the text of its log line.</summary>
public sealed record SecurityAct(string Login, string Line);

/// <summary>The resources of the process.</summary>
/// <param name="Connections">Connections, by its gauge.</param>
/// <param name="Sessions">Live sessions, by its gauge.</param>
/// <param name="Memory">Bytes of private memory: no mapped files.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
public sealed record RestState(long Connections, long Sessions, long Memory, int Handles, int Threads)
{
    public override string ToString() => $"{Connections} connections, {Sessions} sessions, {Memory >> 20} MiB, {Handles} handles, {Threads} threads";
}
