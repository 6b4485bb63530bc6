using ActorChat.Storage;

namespace ActorChat.DataSet;

/// <summary>How large the data set is.</summary>
/// <param name="Folder">The data folder; created if it is missing; it must be empty.</param>
/// <param name="Rooms">Dialogs.</param>
/// <param name="Messages">Messages of all these dialogs together, spread evenly.</param>
/// <param name="Users">Users who share the dialogs; each has twice as many rooms as there are rooms per user.</param>
/// <param name="LongRoom">Messages of one further dialog, between the first two users; zero for none.</param>
/// <param name="ReadShare">The share of dialogs whose first user has read everything, from 0 to 1.</param>
/// <param name="ClientIds">Whether messages have client ids.</param>
/// <param name="Prefix">How logins begin: <c>load</c> gives the accounts of the load tool.</param>
/// <param name="Password">The password of all users.</param>
internal sealed record DataSetOptions(
    string Folder, int Rooms, long Messages, int Users, int LongRoom, double ReadShare, bool ClientIds, string Prefix, string Password)
{
    /// <exception cref="StorageException">The figures do not fit together.</exception>
    public void Check()
    {
        // User n talks to n + 2 and the following ones, up to half way round, so no pair comes twice.
        if (Users < 6 || Rooms < 1 || Rooms > Users * (long)((Users / 2) - 2))
        {
            throw new StorageException($"--rooms {Rooms}: must be from 1 to {Math.Max(0, Users * (long)((Users / 2) - 2))} with {Users} users, and --users 6 or more");
        }

        if (Messages < 0 || LongRoom < 0 || ReadShare is < 0 or > 1)
        {
            throw new StorageException("--messages and --long-room must not be negative, --read-share is from 0 to 1");
        }
    }
}
