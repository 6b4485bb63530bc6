namespace ActorChat.Bench;

/// <summary>The run cannot continue; the message is one line for the operator.</summary>
internal sealed class LoadException(string message, Exception? cause = null) : Exception(message, cause);
