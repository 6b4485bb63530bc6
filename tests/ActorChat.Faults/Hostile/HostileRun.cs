using ActorChat.Faults.Attackers;

namespace ActorChat.Faults.Hostile;

/// <summary>What a hostile run keeps from its first step to its last.</summary>
internal sealed record HostileRun(AttackBook Book, Witness Witness, RestReader Rest, Siege Siege, IReadOnlyList<Attacker> Among)
{
    public RestState Before { get; set; } = new(0, 0, 0, 0, 0);

    public List<TimeSpan> Quiet { get; } = [];

    public List<TimeSpan> Attacked { get; } = [];

    public List<string> Deaths { get; } = [];
}
