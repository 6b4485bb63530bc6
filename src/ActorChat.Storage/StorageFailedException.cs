namespace ActorChat.Storage;

/// <summary>The engine failed at what it was asked, and did nothing of it. The message is the engine's own, in its words; so is the cause.</summary>
public sealed class StorageFailedException(string message, Exception cause) : Exception(message, cause);
