namespace ActorChat.Storage.Engine;

/// <summary>A row of the journal.</summary>
/// <param name="PersistenceId">The stream.</param>
/// <param name="SequenceNr">The number in the stream; unique there.</param>
/// <param name="Created">When, in ticks of UTC.</param>
/// <param name="Message">The event as its serializer wrote it.</param>
/// <param name="Manifest">Its form.</param>
/// <param name="Serializer">The serializer's id.</param>
/// <param name="Writer">The incarnation of the persistent actor.</param>
/// <param name="ReplacesText">Whether texts in rows before it must be in no file once those are trimmed.</param>
public sealed record JournalRecord(string PersistenceId, long SequenceNr, long Created, byte[] Message, string Manifest, int Serializer, string Writer, bool ReplacesText = false);
