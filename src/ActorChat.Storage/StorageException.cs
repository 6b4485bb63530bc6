namespace ActorChat.Storage;

/// <summary>Storage that the server cannot start on; the message is one line that says what is wrong and where.</summary>
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
