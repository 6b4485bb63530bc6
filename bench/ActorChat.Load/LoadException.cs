namespace ActorChat.Load;

/// <summary>A run that cannot go on; the message is one line for the operator.</summary>
internal sealed class LoadException(string message, Exception? cause = null) : Exception(message, cause);
