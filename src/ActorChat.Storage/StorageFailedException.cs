namespace ActorChat.Storage;

/// <summary>The engine failed and did nothing of what it was asked. The message is the engine's, and so is the cause.</summary>
public sealed class StorageFailedException(string message, Exception cause) : Exception(message, cause);
