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

    public SilentProcessesSpecs()
    {
        _silent.Add(s_one, "1");
        _silent.Add(s_other, "2");
    }

    [Fact]
    public void Who_was_found_to_have_ended_twice_in_a_row_has()
    {
        Assert.Empty(_silent.Seen(["1"]));
        Assert.Equal([s_one], _silent.Seen(["1", "2"]));
        Assert.Equal([s_other], _silent.Seen(["1", "2"]));
        Assert.Empty(_silent.Marks);
    }

    [Fact]
    public void Who_lives_again_in_between_may_have_lost_its_connection_only()
    {
        Assert.Empty(_silent.Seen(["1"]));
        Assert.Empty(_silent.Seen([]));
        Assert.Empty(_silent.Seen(["1"]));
    }

    [Fact]
    public void Who_is_heard_again_is_not_asked_for()
    {
        Assert.Empty(_silent.Seen(["1"]));
        _silent.Remove(s_one);
        Assert.Equal(["2"], _silent.Marks);
        Assert.Empty(_silent.Seen(["1"]));
        _silent.Add(s_one, "1");
        Assert.Empty(_silent.Seen(["1"]));
    }
}
