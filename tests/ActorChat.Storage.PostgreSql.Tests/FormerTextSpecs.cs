using System.Text;
using System.Text.RegularExpressions;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Specs;
using ActorChat.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>After the journal was trimmed no live row has a former text. What dead rows keep, PostgreSQL overwrites in its time.</summary>
public sealed partial class FormerTextSpecs : IDisposable
{
    private const int Messages = 200;

    private readonly PostgreSqlHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Nothing_is_left_of_a_deleted_or_edited_text_in_any_row_of_any_table()
    {
        await using var engine = await _home.OpenEngineAsync();
        var planner = new ProjectionPlanner();
        var written = 0L;
        await WriteAsync(Opened());
        for (var seq = 1; seq <= Messages; seq++)
        {
            await WriteAsync(Posted(seq, text: $"former-{seq:000}"));
        }

        Assert.Equal(Messages, Found().Count);
        var rev = 0;
        var gone = Enumerable.Range(1, Messages).Where(static seq => seq % 3 != 0).ToList();
        foreach (var seq in gone)
        {
            await WriteAsync(Changed(seq, ++rev, seq % 3 == 1 ? "" : "another"));
        }

        await engine.Journal.TrimAsync(RoomWriter.PersistenceIdOf(0), written - 1);
        Assert.Equal(Enumerable.Range(1, Messages).Except(gone).Select(static seq => $"former-{seq:000}"), Found().Order());

        async Task WriteAsync(RoomEvent happened)
        {
            var batch = new JournalBatch(0, ++written, Batch(happened));
            var bytes = Encoding.UTF8.GetBytes((happened as MessagePosted)?.Message.Text ?? "");
            await engine.Journal.AppendAsync([new JournalRecord(RoomWriter.PersistenceIdOf(0), written, 0, bytes, "m", 1, "w")]);
            await engine.Projection.WriteAsync(planner.Plan([batch]));
        }
    }

    /// <summary>Everything in the database, bytes as text.</summary>
    private HashSet<string> Found() =>
        [.. Marker().Matches(_home.Query("SELECT string_agg(encode(message, 'escape'), ' ') FROM journal") + PostgresServer.Shared.Run("pg_dump", "--data-only", "--exclude-table-data=journal", _home.Database)).Select(match => match.Value)];

    [GeneratedRegex("former-[0-9]{3}")]
    private static partial Regex Marker();
}
