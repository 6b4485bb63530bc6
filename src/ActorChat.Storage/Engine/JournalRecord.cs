namespace ActorChat.Storage.Engine;

/// <summary>A row of the journal.</summary>
/// <param name="PersistenceId">Of which stream.</param>
/// <param name="SequenceNr">Where in the stream; unique there.</param>
/// <param name="Created">When, in ticks of UTC.</param>
/// <param name="Message">The event as its serializer wrote it.</param>
/// <param name="Manifest">In which form.</param>
/// <param name="Serializer">By which serializer.</param>
/// <param name="Writer">By which incarnation of the persistent actor.</param>
public sealed record JournalRecord(string PersistenceId, long SequenceNr, long Created, byte[] Message, string Manifest, int Serializer, string Writer);
