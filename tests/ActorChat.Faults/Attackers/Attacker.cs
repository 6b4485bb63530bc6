namespace ActorChat.Faults.Attackers;

/// <summary>One kind of attack.</summary>
public abstract class Attacker
{
    /// <summary>The name on the command line and in the report.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>How often it is drawn, compared with the others.</summary>
    public abstract int Weight { get; }

    /// <summary>Whether it mostly waits: many of these may run beside the others.</summary>
    public virtual bool IsPatient => false;

    /// <summary>
    /// Attacks once. All choices are the assault's, so the same seed makes the same attack again. It is not a failure if the server ends the connection.
    /// </summary>
    internal abstract Task AttackAsync(Assault assault);

    public override string ToString() => Name;
}
