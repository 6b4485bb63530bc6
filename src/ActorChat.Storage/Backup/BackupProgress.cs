namespace ActorChat.Storage.Backup;

/// <summary>How far a backup or a restore is.</summary>
/// <param name="Work">What is being done.</param>
/// <param name="Done">So many bytes of it are done.</param>
/// <param name="Total">Of so many; 0 if that cannot be said.</param>
public readonly record struct BackupProgress(string Work, long Done = 0, long Total = 0);

/// <summary>How much a pair of databases holds.</summary>
/// <param name="Users">Accounts.</param>
/// <param name="Rooms">Dialogs.</param>
/// <param name="Messages">Messages in the tables.</param>
/// <param name="Events">Events in the journal, which is trimmed: those that the tables may lack, and some before them.</param>
public sealed record DataCounts(long Users, long Rooms, long Messages, long Events);

/// <summary>A backup that was made or restored.</summary>
/// <param name="Place">The folder that holds it now.</param>
/// <param name="Bytes">The size of both databases.</param>
/// <param name="Counts">How much it holds.</param>
/// <param name="MadeAt">When it was made; null if nobody wrote that down.</param>
public sealed record BackupReport(string Place, long Bytes, DataCounts Counts, DateTimeOffset? MadeAt);
