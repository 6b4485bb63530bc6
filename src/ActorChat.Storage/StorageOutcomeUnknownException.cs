using ActorChat.Actors.Common;

namespace ActorChat.Storage;

/// <summary>
/// The connection to the storage was lost while it wrote: what it was asked may have been done or not. A journal append of unknown outcome is settled when
/// its partition opens again: it is in the replay, or can never be.
/// </summary>
public sealed class StorageOutcomeUnknownException(string message, Exception cause) : Exception(message, cause), IUnknownOutcome;
