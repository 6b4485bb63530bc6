using ActorChat.Cluster.Placement;
using static ActorChat.Cluster.Placement.FollowedPartitions.Step;

namespace ActorChat.Cluster.Tests.Placement;

/// <summary>Whether the sessions of a node may go on when a partition opens somewhere.</summary>
public sealed class FollowedPartitionsSpecs
{
    private readonly FollowedPartitions _followed = new(2);

    [Fact]
    public void Whoever_has_followed_nothing_misses_nothing() => Assert.Equal(InOrder, _followed.Opened(0, "a", 7, null));

    [Fact]
    public void A_partition_is_asked_for_where_it_is_open_and_nowhere_else()
    {
        Assert.Null(_followed.NodeOf(0));
        _followed.Opened(0, "a", 7, null);
        Assert.Equal(("a", null), (_followed.NodeOf(0), _followed.NodeOf(1)));
        _followed.Withdrawn(0, "a", 7);
        Assert.Null(_followed.NodeOf(0));
        _followed.Opened(0, "b", 8, 7);
        Assert.Equal("b", _followed.NodeOf(0));
        _followed.Lost("b");
        Assert.Null(_followed.NodeOf(0));
    }

    [Fact]
    public void An_opening_that_follows_the_known_one_in_order_has_no_gap()
    {
        _followed.Opened(0, "a", 7, null);
        _followed.Withdrawn(0, "a", 7);
        Assert.Equal(InOrder, _followed.Opened(0, "b", 8, 7));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(6L)]
    public void An_opening_that_follows_no_or_another_one_has_a_gap(long? follows)
    {
        _followed.Opened(0, "a", 7, null);
        _followed.Withdrawn(0, "a", 7);
        Assert.Equal(WithGap, _followed.Opened(0, "b", 8, follows));
    }

    [Fact]
    public void An_opening_between_that_was_not_heard_of_is_a_gap()
    {
        _followed.Opened(0, "a", 7, null);
        Assert.Equal(WithGap, _followed.Opened(0, "c", 9, 8));
    }

    [Fact]
    public void An_older_or_repeated_announcement_changes_nothing()
    {
        _followed.Opened(0, "a", 7, null);
        Assert.Equal(Old, _followed.Opened(0, "a", 7, null));
        Assert.Equal(Old, _followed.Opened(0, "b", 6, 5));
        Assert.Equal(Old, _followed.Opened(0, "b", 7, 6));
    }

    [Fact]
    public void A_lost_node_costs_its_open_partitions_and_they_have_no_gap_when_they_come_back()
    {
        _followed.Opened(0, "a", 7, null);
        _followed.Opened(1, "b", 3, null);
        Assert.Equal([0], _followed.Lost("a"));
        Assert.Empty(_followed.Lost("a"));
        Assert.Equal(InOrder, _followed.Opened(0, "a", 7, null));
    }

    [Fact]
    public void What_a_lost_node_was_handing_over_is_judged_by_the_next_opening()
    {
        _followed.Opened(0, "a", 7, null);
        _followed.Withdrawn(0, "a", 7);
        Assert.Empty(_followed.Lost("a"));
        Assert.Equal(InOrder, _followed.Opened(0, "b", 8, 7));
    }

    [Fact]
    public void What_a_lost_node_was_handing_over_has_a_gap_if_it_could_not_say_that_all_came()
    {
        _followed.Opened(0, "a", 7, null);
        _followed.Withdrawn(0, "a", 7);
        _followed.Lost("a");
        Assert.Equal(WithGap, _followed.Opened(0, "b", 8, null));
    }

    [Fact]
    public void Only_the_owner_withdraws()
    {
        _followed.Opened(0, "b", 8, null);
        Assert.False(_followed.Withdrawn(0, "a", 7));
        Assert.Equal([0], _followed.Lost("b"));
    }
}
