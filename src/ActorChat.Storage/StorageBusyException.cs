namespace ActorChat.Storage;

/// <summary>
/// A queue in front of the storage is full, the storage is closing, or its disk is full or locked. Nothing was done; the same may work later.
/// </summary>
public sealed class StorageBusyException(string message, Exception? cause = null) : Exception(message, cause);
