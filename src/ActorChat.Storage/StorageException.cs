namespace ActorChat.Storage;

/// <summary>Storage that the server cannot start on; the message is one line that says what is wrong and with which file.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

/// <summary>
/// A queue in front of the storage is full, the storage is closing, or its disk is full or locked: nothing was done, the same may work later.
/// </summary>
public sealed class StorageBusyException(string message, Exception? cause = null) : Exception(message, cause);
