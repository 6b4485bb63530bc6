using ActorChat.Storage.PostgreSql.Rooms;
using ActorChat.Storage.PostgreSql.Tests.Support;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Reads take their order from an index: a page of a long room reads the page and not the room.</summary>
public sealed class QueryPlanSpecs : IAsyncLifetime
{
    private readonly PostgreSqlHome _home = new();

    public async Task InitializeAsync()
    {
        await _home.MakeAsync();
        _home.Query("""
            INSERT INTO room_rows (id, opened_at, active_at, active_day, first_login, second_login, first_key, second_key, last_seq, last_id, first_read, first_unread, second_read, second_unread,
              happened_partition, happened, happened_at, happened_bucket)
            SELECT gen_random_uuid(), n, n * 1000000, n / 86, 'a', 'b' || n, 'a', 'b' || n, 100, n, 0, 0, 0, 0, n % 4, n::bigint << 20, n * 1000000, n / 86 FROM generate_series(1, 2000) AS n;
            INSERT INTO message_rows SELECT n, r.no, n, n, n, false, 'c' || n, 'text', NULL, CASE WHEN n % 100 = 0 THEN n END FROM room_rows AS r, generate_series(1, CASE WHEN r.no = 1 THEN 20000 ELSE 10 END) AS n;
            ANALYZE
            """);
    }

    public Task DisposeAsync()
    {
        _home.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(RoomQueries.FirstAfter, "uuid, bigint, bigint, bigint", "gen_random_uuid(), 5000, 9000, 50")]
    [InlineData(RoomQueries.LastBefore, "uuid, bigint, bigint, bigint", "gen_random_uuid(), 0, 9000, 50")]
    [InlineData(RoomQueries.ClientIds, "uuid, bigint, bigint, bigint", "gen_random_uuid(), 0, 9000, 50")]
    [InlineData(RoomQueries.ByClientId, "uuid, boolean, text, integer", "gen_random_uuid(), false, 'c5000', 5000")]
    [InlineData(RoomQueries.HowMany, "uuid, bigint, bigint, boolean", "gen_random_uuid(), 0, 10, false")]
    public void A_read_of_messages_sorts_nothing_and_scans_no_table(string sql, string types, string values)
    {
        var plan = Explain(sql, types, values);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RoomQueries.BySeq, "uuid, bigint", "gen_random_uuid(), 5000", "message_rows_pkey")]
    [InlineData(RoomQueries.Changes, "uuid, bigint, bigint", "gen_random_uuid(), 0, 50", "message_rows_by_rev")]
    [InlineData(RoomQueries.Operation, "uuid, boolean, text", "gen_random_uuid(), false, 'op'", "operations_pkey")]
    [InlineData(UserChatQueries.Blocked, "text", "'a'", "blocks_by_blocker")]
    [InlineData(UserChatQueries.HowManyBlocked, "text", "'a'", "blocks_by_blocker")]
    public void A_read_about_changes_and_blocks_goes_through_its_index(string sql, string types, string values, string index)
    {
        var plan = Explain("SET enable_seqscan = off", sql, types, values);
        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_sync_reads_each_partition_from_either_side_in_the_order_of_an_index()
    {
        var plan = Explain(UserChatQueries.Sync, "text, bigint[], bigint[], integer", "'a', '{0,0,0,0,0}', '{0,0,0,0,0}', 51");
        Assert.Contains("room_rows_happened_first", plan, StringComparison.Ordinal);
        Assert.Contains("room_rows_happened_second", plan, StringComparison.Ordinal);
        Assert.Contains("Incremental Sort", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on room_rows", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on message_rows", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_id_beyond_the_first_messages_is_found_by_its_index() =>
        Assert.Contains("message_rows_by_client_id", Explain(RoomQueries.ByClientId, "uuid, boolean, text, integer", "gen_random_uuid(), false, 'c5000', 5000"), StringComparison.Ordinal);

    [Fact]
    public void A_page_of_chats_is_sorted_day_by_day()
    {
        var plan = Explain(ChatListQueries.Page, "text, bigint, uuid, integer, integer", "'a', 9223372036854775807, '00000000-0000-0000-0000-000000000000', 51, 2147483647");
        Assert.Contains("Incremental Sort", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_of_a_room_changes_no_index()
    {
        _home.Query("UPDATE room_rows SET active_at = active_at + 1, last_seq = last_seq + 1, last_id = last_id + 1, second_unread = second_unread + 1, happened = happened + 1, happened_at = happened_at + 1, happened_bucket = happened_bucket WHERE no = 7");
        Assert.Equal("1|1", _home.Query("SELECT pg_stat_force_next_flush(); SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'room_rows'").TrimStart('\n'));
    }

    /// <summary>A plan for any values, since statements are prepared.</summary>
    private string Explain(string sql, string types, string values) => Explain("SET plan_cache_mode = force_generic_plan", sql, types, values);

    private string Explain(string set, string sql, string types, string values) =>
        _home.Query($"{set}; SET plan_cache_mode = force_generic_plan; PREPARE asked ({types}) AS {sql}; EXPLAIN EXECUTE asked ({values})");
}
