using ActorChat.Storage.Engine;

namespace ActorChat.Storage.PostgreSql.Tests.Support;

/// <summary>Rows for the journal.</summary>
internal static class Rows
{
    public static IReadOnlyList<JournalRecord> Of(string stream, long from, int count = 1) =>
        [.. Enumerable.Range(0, count).Select(i => new JournalRecord(stream, from + i, 0, [1, 2, 3], "m", 1, "w"))];
}
