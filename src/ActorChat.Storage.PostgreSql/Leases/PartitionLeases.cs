using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Connections;

namespace ActorChat.Storage.PostgreSql.Leases;

/// <summary>The table <c>partition_leases</c>, by PostgreSQL's clock. The holder is this engine, and no other one ever.</summary>
internal sealed class PartitionLeases(Pool connections, string node) : IPartitionLeases
{
    private const string Take = """
        UPDATE partition_leases SET epoch = epoch + 1, follows = CASE WHEN in_order THEN epoch END, holder = $2, node = $3, ends_at = clock_timestamp() + $4, in_order = false
        WHERE partition = $1 AND (holder IS NULL OR holder = $2 OR ends_at <= clock_timestamp()) RETURNING epoch, follows
        """;

    private const string HowLong = "SELECT greatest(ends_at - clock_timestamp(), interval '0') FROM partition_leases WHERE partition = $1 AND holder IS NOT NULL";

    /// <summary>A lease that has run out and that nobody has taken since can be renewed: nobody else has answered meanwhile.</summary>
    private const string Renew = """
        UPDATE partition_leases AS l SET ends_at = clock_timestamp() + $4 FROM unnest($1::integer[], $2::bigint[]) AS h (partition, epoch)
        WHERE l.partition = h.partition AND l.epoch = h.epoch AND l.holder = $3 RETURNING l.partition
        """;

    private const string Release = "UPDATE partition_leases SET holder = NULL, node = NULL, ends_at = NULL, in_order = $4 WHERE partition = $1 AND epoch = $2 AND holder = $3";

    private readonly Guid _holder = Guid.NewGuid();

    public TimeSpan Length { get; } = TimeSpan.FromSeconds(3);

    public Task<LeaseAnswer> TakeAsync(int partition) => connections.ReadAsync(async connection =>
    {
        var taken = await connection.Command(Take, Sql.Int(partition), Sql.Uuid(_holder), Sql.Text(node), Sql.Span(Length))
            .FirstAsync<LeaseAnswer?>(row => new LeaseAnswer(row.GetInt64(0), row.NumberOrNull(1), TimeSpan.Zero));
        return taken ?? new LeaseAnswer(null, null, await connection.Command(HowLong, Sql.Int(partition)).FirstAsync(row => row.GetTimeSpan(0)));
    });

    public async Task<IReadOnlyCollection<int>> RenewAsync(IReadOnlyCollection<KeyValuePair<int, long>> held) => await connections.ReadAsync(connection =>
        connection.Command(Renew, Sql.Ints([.. held.Select(one => one.Key)]), Sql.Numbers([.. held.Select(one => one.Value)]), Sql.Uuid(_holder), Sql.Span(Length))
            .ListAsync(row => row.GetInt32(0)));

    public Task ReleaseAsync(int partition, long epoch, bool inOrder) => connections.ReadAsync(connection =>
        connection.Command(Release, Sql.Int(partition), Sql.Number(epoch), Sql.Uuid(_holder), Sql.Flag(inOrder)).RunAsync());
}
