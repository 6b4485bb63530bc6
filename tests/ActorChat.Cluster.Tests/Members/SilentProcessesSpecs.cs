using ActorChat.Cluster.Members;
using Akka.Actor;
using Akka.Cluster;

namespace ActorChat.Cluster.Tests.Members;

/// <summary>When a silent member of the cluster is certain to have ended.</summary>
public sealed class SilentProcessesSpecs
{
    private static readonly UniqueAddress s_one = new(new Address("akka.tcp", "chat", "127.0.0.1", 1), 1);
    private static readonly UniqueAddress s_other = new(new Address("akka.tcp", "chat", "127.0.0.1", 2), 2);

    private readonly SilentProcesses _silent = new();
    private TimeSpan _now;

    public SilentProcessesSpecs()
    {
        _silent.Add(s_one, "1");
        _silent.Add(s_other, "2");
    }

    [Fact]
    public void Who_was_found_to_have_ended_twice_in_a_row_has()
    {
        Assert.Empty(Look(["1"]));
        Assert.Equal([s_one], Look(["1", "2"]));
        Assert.Equal([s_other], Look(["1", "2"]));
        Assert.Empty(_silent.Marks);
    }

    [Fact]
    public void Who_lives_again_in_between_may_have_lost_its_connection_only()
    {
        Assert.Empty(Look(["1"]));
        Assert.Empty(Look([]));
        Assert.Empty(Look(["1"]));
    }

    [Fact]
    public void Who_is_heard_again_is_not_asked_for()
    {
        Assert.Empty(Look(["1"]));
        _silent.Remove(s_one);
        Assert.Equal(["2"], _silent.Marks);
        Assert.Empty(Look(["1"]));
        _silent.Add(s_one, "1");
        Assert.Empty(Look(["1"]));
    }

    [Fact]
    public void Looks_that_follow_each_other_closely_are_no_two()
    {
        Assert.Empty(Look(["1"]));
        _now -= SilentProcesses.LookEvery / 2;
        Assert.Empty(Look(["1", "2"]));
        Assert.Equal([s_one, s_other], Look(["1", "2"]));
    }

    private IReadOnlyList<UniqueAddress> Look(IReadOnlyCollection<string> ended) => _silent.Seen(ended, _now += SilentProcesses.LookEvery);
}
