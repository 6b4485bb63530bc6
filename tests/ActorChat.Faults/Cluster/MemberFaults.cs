using System.Net;
using System.Text.Json;
using ActorChat.Faults.Labs;

namespace ActorChat.Faults.Cluster;

/// <summary>One node more, for twenty seconds.</summary>
internal sealed class JoinFault : ClusterFault
{
    public override string Name => "join";

    public override int LeastNodes => 2;

    public override string Summary => "one node more joins, and leaves again 20 s later";

    public override async Task InjectAsync(ClusterRun run)
    {
        var guest = run.Guest;
        run.Count(Name, $"{guest.Name} joins");
        guest.Start();
        await run.ReadyAsync([guest]);
        await Task.Delay(TimeSpan.FromSeconds(run.Brief ? 5 : 20));
        run.Count(Name, $"{guest.Name} leaves");
        await run.LeaveAsync(guest);
    }
}

/// <summary>Rooms on the move all the time: every node leaves and comes back, one after the other.</summary>
internal sealed class MovingFault : ClusterFault
{
    public override string Name => "moving";

    public override string Summary => "the nodes leave and come back in turn, so that rooms move all the time";

    public override async Task InjectAsync(ClusterRun run)
    {
        foreach (var node in run.Pick(run.Brief ? 1 : run.Members.Count))
        {
            await run.StrikeAsync(Name, [node], () => Task.CompletedTask);
            run.Count(Name, $"{node.Name} leaves");
            await run.LeaveAsync(node);
            node.Start();
            await run.ReadyAsync([node]);
        }
    }
}

/// <summary>A rolling upgrade to the second build, and back.</summary>
internal sealed class RollingFault : ClusterFault
{
    public override string Name => "rolling";

    public override string Summary => "a rolling upgrade of all nodes to the second build, or back to the first";

    public override async Task InjectAsync(ClusterRun run)
    {
        run.Upgraded = !run.Upgraded;
        foreach (var node in run.Members)
        {
            await run.StrikeAsync(Name, [node], () => Task.CompletedTask);
            run.Count(Name, $"{node.Name} to build {(run.Upgraded ? 2 : 1)}");
            await run.LeaveAsync(node);
            run.Prepare(node);
            node.Start();
            await run.ReadyAsync([node]);
        }
    }
}

/// <summary>A node whose clock is wrong by an hour; at the next time it is right again.</summary>
internal sealed class ClockFault : ClusterFault
{
    public override string Name => "clock";

    public override string Summary => "a node is restarted with a clock that is an hour fast or slow, works for a while, and is restarted with the right one";

    public override string? Obstacle => LabNode.ClockLibrary is null ? "libfaketime is not installed (Debian: faketime)" : null;

    public override async Task InjectAsync(ClusterRun run)
    {
        var node = run.Pick(1)[0];
        foreach (var hours in new[] { run.Random.Next(2) == 0 ? 1 : -1, 0 })
        {
            await run.LeaveAsync(node);
            node.ClockError = TimeSpan.FromHours(hours);
            node.Start();
            await run.ReadyAsync([node]);
            if (hours != 0)
            {
                run.Count(Name, $"{node.Name} is {hours} h off");
                await run.HoldAsync(4, run.Brief ? 6 : 20);
            }
        }
    }
}

/// <summary>Sessions' numbers are sent to other nodes than theirs.</summary>
internal sealed class WrongNodeFault : ClusterFault
{
    private const int Times = 20;

    public override string Name => "wrong-node";

    public override int LeastNodes => 2;

    public override string Summary => "polls with numbers of sessions of other nodes: each must be answered that the session is unknown";

    public override async Task InjectAsync(ClusterRun run)
    {
        run.Count(Name, $"{Times} sessions polled at the wrong node");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        for (var i = 0; i < Times; i++)
        {
            var opened = await http.GetStringAsync(new Uri(run.Lab.Front.Address, "/socket.io/?EIO=4&transport=polling"));
            var sid = JsonDocument.Parse(opened[1..]).RootElement.GetProperty("sid").GetString()!;
            foreach (var other in run.Members.Where(node => !sid.StartsWith(node.Name + ".", StringComparison.Ordinal)))
            {
                var (status, body) = await other.PollAsync(sid);
                if (status != HttpStatusCode.BadRequest || !body.Contains("\"code\":1", StringComparison.Ordinal))
                {
                    run.Fail($"{other.Name} answered a session of another node with {(int)status} {body[..Math.Min(body.Length, 80)]}");
                }
            }
        }
    }
}
