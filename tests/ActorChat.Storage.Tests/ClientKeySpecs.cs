using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Rooms;
using ActorChat.Storage.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public class ClientKeySpecs
{
    /// <summary>What a transaction adds to the index lies together: that is what keeps its pages few.</summary>
    [Fact]
    public void All_keys_of_a_block_lie_before_those_of_the_next()
    {
        var blocks = Enumerable.Range(1, 8).Select(block => Enumerable.Range(block << ClientKey.BlockShift, 1 << ClientKey.BlockShift)
            .Select(seq => ClientKey.Of(AliceAndBob.Number, seq, $"id {seq}")!.Value).ToList()).ToList();
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.Item1.Max() < pair.Item2.Min()));
    }

    [Fact]
    public void Only_a_message_with_an_id_behind_the_first_ones_has_a_key()
    {
        Assert.Null(ClientKey.Of(AliceAndBob.Number, ClientKey.ReadThrough, "id"));
        Assert.NotNull(ClientKey.Of(AliceAndBob.Number, ClientKey.ReadThrough + 1, "id"));
        Assert.Null(ClientKey.Of(AliceAndBob.Number, ClientKey.ReadThrough + 1, null));
    }

    /// <summary>Keys are stored, so they must never change.</summary>
    [Fact]
    public void Keys_are_made_as_they_were_when_they_were_stored()
    {
        Assert.Equal(-3646600682262990081, ClientKey.Of(AliceAndBob.Number, 257, "c1"));
        Assert.Equal(-3646600681239579905, ClientKey.Of(AliceAndBob.Number, (1L << 30) + 1_000_000, "c1"));
        Assert.Equal(-3646599681059556609, ClientKey.OfOldRow(AliceAndBob.Number, "c1"));
    }

    [Fact]
    public async Task A_message_that_was_stored_before_there_were_blocks_is_found()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.ProjectAsync([Batch([Opened(), .. Enumerable.Range(1, 300).Select(seq => Posted(seq, Alice, clientId: $"c{seq}"))])]);
        using (var session = SqliteSession.OpenToWrite(storage.Folder.File("chat.db")))
        {
            session.Prepare("UPDATE messages SET clientKey = ? WHERE seq = 280").Bind(1, ClientKey.OfOldRow(AliceAndBob.Number, "c280")).Run();
        }

        Assert.Equal(280, (await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "c280"))?.Seq);
        Assert.Null(await storage.Tables.FindByClientIdAsync(AliceAndBob, Bob, "c280"));
    }

    [Fact]
    public async Task An_erased_author_leaves_no_key()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.ProjectAsync(
        [
            Batch([Opened(), .. Enumerable.Range(1, 300).Select(seq => Posted(seq, seq % 2 == 0 ? Alice : Bob, clientId: $"c{seq}"))]),
            Batch(new AuthorErased(AliceAndBob, Alice, 300)),
        ]);
        Assert.Equal(["bob|22"], storage.Query("SELECT login, count(*) FROM messages WHERE clientKey IS NOT NULL GROUP BY login"));
    }
}
