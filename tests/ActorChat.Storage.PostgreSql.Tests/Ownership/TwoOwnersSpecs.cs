using System.Collections.Concurrent;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests.Ownership;

/// <summary>Two servers on one database: whatever each of them believes, the database decides who owns a partition.</summary>
public sealed class TwoOwnersSpecs : IDisposable
{
    private readonly PostgreSqlHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_owner_that_is_cut_off_answers_nothing_any_more_when_the_next_one_opens()
    {
        await using var one = await Owner.StartAsync(_home);
        await one.WhenOpenAsync();
        Assert.Equal(1, Assert.IsType<RoomReply.Posted>(await one.PostAsync(AliceAndBob, Alice, "a")).Message.Seq);
        await using var other = await Owner.StartAsync(_home);
        one.Leases.Requests.Shut();

        // Whatever the first one still answers is older than anything that the second one has accepted.
        var reading = Task.Run(async () =>
        {
            for (var otherWasOpen = other.IsOpen; await one.ReadAsync(AliceAndBob) is RoomReply.Page page; otherWasOpen = other.IsOpen)
            {
                Assert.False(otherWasOpen, "two owners answer at once");
                Assert.Single(page.Messages);
            }
        });
        await other.WhenOpenAsync();
        await reading;
        Assert.Equal(2, Assert.IsType<RoomReply.Posted>(await other.PostAsync(AliceAndBob, Bob, "b")).Message.Seq);
        Assert.Equal(ChatError.Unavailable, Assert.IsType<RoomReply.Refused>(await one.ReadAsync(AliceAndBob)).Error);
        Assert.Equal(ChatError.Unavailable, Assert.IsType<RoomReply.Refused>(await one.PostAsync(AliceAndBob, Alice, "c")).Error);
        Assert.Equal(["a", "b"], (await other.HistoryAsync(AliceAndBob)).Select(message => message.ClientMessageId));
        Assert.All(other.Openings, opening => Assert.Equal((2L, (long?)null), (opening.Epoch, opening.Follows)));
        one.Leases.Requests.Open();
    }

    [Fact]
    public async Task After_an_owner_was_killed_the_next_one_has_everything_that_was_acknowledged()
    {
        await using var one = await Owner.StartAsync(_home);
        await one.WhenOpenAsync();
        var acknowledged = new ConcurrentBag<(long Seq, string ClientId)>();
        var posting = Task.WhenAll(Enumerable.Range(0, 4).Select(async sender =>
        {
            for (var number = 1; number <= 200; number++)
            {
                var clientId = $"{sender}-{number}";
                if (await one.PostAsync(AliceAndBob, sender % 2 == 0 ? Alice : Bob, clientId).WaitAsync(TimeSpan.FromSeconds(2)) is RoomReply.Posted posted)
                {
                    acknowledged.Add((posted.Message.Seq, clientId));
                }
            }
        }));
        await Owner.UntilAsync(() => acknowledged.Count > 100);
        await one.KillAsync();
        await Task.WhenAny(posting);
        await using var other = await Owner.StartAsync(_home);
        await other.WhenOpenAsync();
        var history = await other.HistoryAsync(AliceAndBob);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(seq => (long)seq), history.Select(message => message.Seq));
        Assert.Equal(history.Count, history.Select(message => message.ClientMessageId).Distinct().Count());
        Assert.Subset(history.Select(message => (message.Seq, message.ClientMessageId!)).ToHashSet(), acknowledged.ToHashSet());
        one.Leases.Requests.Open();
    }

    [Fact]
    public async Task An_owner_that_believes_in_its_lease_for_too_long_stores_nothing_behind_the_next_ones_opening()
    {
        await using var zombie = await Owner.StartAsync(_home, believedLength: TimeSpan.FromHours(1));
        await zombie.WhenOpenAsync();
        await PostEachAsync(zombie, "before", 5);
        zombie.Leases.Requests.Shut();
        await using var owner = await Owner.StartAsync(_home);
        var refused = new ConcurrentBag<string>();
        var accepted = new ConcurrentDictionary<string, long>();
        var unanswered = new ConcurrentBag<string>();
        using var over = new CancellationTokenSource();

        // It goes on writing all the time, until the database refuses it.
        var writing = Task.Run(async () =>
        {
            for (var number = 1; !over.IsCancellationRequested; number++)
            {
                try
                {
                    switch (await zombie.PostAsync(AliceAndBob, Alice, $"zombie-{number}").WaitAsync(TimeSpan.FromSeconds(5)))
                    {
                        case RoomReply.Posted posted: accepted[$"zombie-{number}"] = posted.Message.Seq; break;
                        default: refused.Add($"zombie-{number}"); break;
                    }
                }
                catch (TimeoutException)
                {
                    // Its tables were found taken over during this write: nobody says what became of it, and a session would end.
                    unanswered.Add($"zombie-{number}");
                }

                // Each write between the next owner's replay and its opening makes that one begin again.
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        });
        await owner.WhenOpenAsync();
        Assert.NotEmpty(accepted);
        await PostEachAsync(owner, "owner", 50);
        await Owner.UntilAsync(() => refused.Count > 3);
        await over.CancelAsync();
        await writing;

        var history = await owner.HistoryAsync(AliceAndBob);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(seq => (long)seq), history.Select(message => message.Seq));
        Assert.Equal(
            accepted.OrderBy(one => one.Value).Select(one => one.Key),
            history.Select(message => message.ClientMessageId!).Where(id => id.StartsWith("zombie", StringComparison.Ordinal) && !unanswered.Contains(id)));
        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"owner-{number}"), history.TakeLast(50).Select(message => message.ClientMessageId));
        Assert.DoesNotContain(history, message => refused.Contains(message.ClientMessageId!));
        Assert.Equal(history.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), _home.Query("SELECT count(*) FROM messages"));
        zombie.Leases.Requests.Open();
    }

    [Fact]
    public async Task What_is_handed_over_is_followed_by_the_next_owner_without_waiting()
    {
        await using var one = await Owner.StartAsync(_home);
        await one.WhenOpenAsync();
        await PostEachAsync(one, "one", 20);
        await using var other = await Owner.StartAsync(_home);
        await one.HandOverAllAsync();
        await other.WhenOpenAsync();
        Assert.All(other.Openings, opening => Assert.Equal((2L, (long?)1), (opening.Epoch, opening.Follows)));
        Assert.True(Assert.IsType<RoomReply.Posted>(await other.PostAsync(AliceAndBob, Alice, "one-7")).Repeated);
        Assert.Equal(21, Assert.IsType<RoomReply.Posted>(await other.PostAsync(AliceAndBob, Alice, "next")).Message.Seq);
    }

    [Fact]
    public async Task After_all_connections_were_cut_the_partitions_open_again_and_go_on_without_a_gap()
    {
        await using var one = await Owner.StartAsync(_home);
        await one.WhenOpenAsync();
        await PostEachAsync(one, "one", 3);
        _home.Query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // A message that was being written gets no answer, because its users' sessions end.
        for (var attempt = 1; await PostedAsync(one, "again") is null; attempt++)
        {
            Assert.InRange(attempt, 1, 60);
        }

        var history = await one.HistoryAsync(AliceAndBob);
        Assert.Equal(["one-1", "one-2", "one-3", "again"], history.Select(message => message.ClientMessageId));
        Assert.Equal([1L, 2, 3, 4], history.Select(message => message.Seq));
    }

    private static async Task<RoomReply.Posted?> PostedAsync(Owner owner, string clientId)
    {
        try
        {
            var reply = await owner.PostAsync(AliceAndBob, Alice, clientId).WaitAsync(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(reply is RoomReply.Posted ? 0 : 200));
            return reply as RoomReply.Posted;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task PostEachAsync(Owner owner, string name, int messages)
    {
        for (var number = 1; number <= messages; number++)
        {
            Assert.IsType<RoomReply.Posted>(await owner.PostAsync(AliceAndBob, Alice, $"{name}-{number}"));
        }
    }
}
