namespace ActorChat.Actors.Nodes;

/// <summary>
/// Which of the processes that share a storage have ended, as far as the storage can know: it notices when a process is killed, and not when it is cut off or
/// frozen. One that has lost its connection counts as ended until it has another one, a moment later.
/// </summary>
public interface ILivingProcesses
{
    /// <summary>The mark of this process: no other one has it, neither of this node later nor of another.</summary>
    string Self { get; }

    /// <summary>Those of these marks whose processes have ended; none while this process has lost its connection, too, since then all may have.</summary>
    Task<IReadOnlyCollection<string>> EndedAsync(IReadOnlyCollection<string> marks);
}
