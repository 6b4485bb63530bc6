using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage.Engine;

/// <summary>
/// What a storage engine gives to <see cref="ChatStorage"/>: the tables, the journal's write path, and the epoch. An engine is responsible for rows,
/// transactions and durability, but not for rules, caches and the order of the projection.
/// </summary>
/// <remarks>
/// <para><b>Failures.</b> Every call may fail with <see cref="StorageBusyException"/> or <see cref="StorageFailedException"/>, whose
/// summaries say what they mean. The engine's internal exceptions never leave it, except as their cause.</para>
/// <para><b>Atomicity.</b> A call that writes does all of it or nothing, unless its summary says otherwise.</para>
/// <para><b>Durability.</b> What a call wrote survives a power cut once its task is complete. The only exception is <see cref="IProjectionTables"/>,
/// because the journal still has its events.</para>
/// <para><b>Backup.</b> A consistent copy holds everything that was answered before the copy began, and the journal in it continues where
/// its tables end: it begins no later than one event after each partition's offset, and ends no earlier. An engine refuses to open any other copy. Data
/// that was restored from a copy gets another <see cref="Epoch"/>. The operator takes the copy (docs/backup.md).</para>
/// </remarks>
public interface IStorageEngine : IAsyncDisposable
{
    /// <summary>Where the data is, in the operator's terms.</summary>
    string Place { get; }

    /// <summary>
    /// The epoch: the name of this history of the data. It is created with the data, and renewed whenever that was restored or reset to an earlier moment.
    /// </summary>
    string Epoch { get; }

    /// <summary>Why this start renewed the epoch, in a few words; null if it did not.</summary>
    string? EpochRenewed { get; }

    /// <summary>A problem for the operator, in one line; null if there is none.</summary>
    string? Warning { get; }

    /// <summary>The users.</summary>
    IAccountTable Accounts { get; }

    /// <summary>The access tokens.</summary>
    ITokenTable Tokens { get; }

    /// <summary>The reads of rooms and messages.</summary>
    IRoomQueries Rooms { get; }

    /// <summary>The reads for a user's list of chats.</summary>
    IChatListQueries ChatLists { get; }

    /// <summary>The reads for all rooms of a user.</summary>
    IUserChatQueries UserChats { get; }

    /// <summary>The reads for removing texts that were kept long enough.</summary>
    IRetentionQueries Retention { get; }

    /// <summary>The reads for a user's export.</summary>
    IExportQueries Export { get; }

    /// <summary>What the projection writes to.</summary>
    IProjectionTables Projection { get; }

    /// <summary>Where events are appended and trimmed.</summary>
    IJournalWrites Journal { get; }

    /// <summary>The steps of erasing a user.</summary>
    IErasureTables Erasure { get; }

    /// <summary>Settings that were changed while a server ran.</summary>
    ILiveSettings LiveSettings { get; }

    /// <summary>Whether the data can be written.</summary>
    IWriteProbe Probe { get; }

    /// <summary>Who may answer for a partition, where several processes share the storage; null if only one process can open it.</summary>
    IPartitionLeases? Leases { get; }

    /// <summary>Which processes live, where several share the storage; null if only one process can open it.</summary>
    ILivingProcesses? Processes { get; }

    /// <summary>How Akka.Persistence.Sql reads the journal: the name of its provider and other settings of the engine, as text.</summary>
    Config JournalConfig { get; }

    /// <summary>
    /// The settings of Akka.Persistence.Sql that text cannot express: the connections. A replay waits for the appends that were asked for before it, those
    /// that are not answered yet too: a writer that restarts must not read a journal into which its predecessor still writes.
    /// </summary>
    Setup JournalSetup { get; }
}
