namespace ActorChat.Host.Commands;

/// <summary>Why a command has failed, in one line; its exit code is <see cref="Tool.Failed"/>.</summary>
internal sealed class ToolException(string message) : Exception(message);
