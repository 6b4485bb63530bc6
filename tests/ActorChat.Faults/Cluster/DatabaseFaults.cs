using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Cluster;

/// <summary>PostgreSQL is away for a moment.</summary>
internal sealed class DatabaseEndFault(string name, string summary, Func<ClusterRun, Task> end) : ClusterFault
{
    public static ClusterFault Restart { get; } = new DatabaseEndFault("database-restart", "PostgreSQL is restarted in order: all its sessions end", run => run.Lab.Database.RestartAsync());

    public static ClusterFault Kill { get; } = new DatabaseEndFault("database-kill", "kill -9 of every process of PostgreSQL, which recovers from its log", run => run.Lab.Database.KillAsync());

    public override string Name => name;

    public override string Summary => summary;

    public override async Task InjectAsync(ClusterRun run)
    {
        run.Count(Name, Name);
        await run.StrikeAsync(Name, run.Members, end);
        run.Note("PostgreSQL is up");
    }
}

/// <summary>PostgreSQL fails over to a standby that has everything that was acknowledged.</summary>
internal sealed class PromoteFault : ClusterFault
{
    public override string Name => "database-promote";

    public override string Summary => "kill -9 of PostgreSQL for good; its synchronous standby is promoted and gets its address";

    public override async Task InjectAsync(ClusterRun run)
    {
        var standby = await run.Lab.Database.AddStandbyAsync();
        run.Note("a synchronous standby follows");
        await run.HoldAsync(0.5, 3);
        run.Count(Name, "PostgreSQL killed");
        run.MayRenewEpoch = true;
        await run.StrikeAsync(Name, run.Members, _ => run.Lab.Database.PromoteAsync(standby, run.Lab.Nodes.Select(node => node.Machine)));
        run.Note("the standby is promoted");
    }
}

/// <summary>One of PostgreSQL's processes hangs, with whatever it was doing.</summary>
internal sealed class StopBackendFault : ClusterFault
{
    public override string Name => "stop-backend";

    public override string Summary => "SIGSTOP of one of PostgreSQL's processes that serve the nodes, for 1 to 20 s";

    public override async Task InjectAsync(ClusterRun run)
    {
        var backends = await run.Lab.Database.BackendsAsync();
        if (backends.Count == 0)
        {
            return;
        }

        var backend = backends[run.Random.Next(backends.Count)];
        Signals.TrySend(backend, Signals.Stop);
        run.Count(Name, $"stopped backend {backend}");
        await run.HoldAsync(1, run.Brief ? 8 : 20);
        Signals.TrySend(backend, Signals.Continue);
    }
}

/// <summary>Somebody holds a lock on a table.</summary>
internal sealed class LockFault : ClusterFault
{
    public override string Name => "database-lock";

    public override string Summary => "another session holds a lock on one of the tables for up to 12 s";

    public override async Task InjectAsync(ClusterRun run)
    {
        var tables = (await run.Lab.Database.QueryAsync("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).Select(row => row[0]).ToArray();
        if (tables.Length == 0)
        {
            return;
        }

        var table = tables[run.Random.Next(tables.Length)];
        var seconds = run.Seconds(1, run.Brief ? 7 : 12);
        run.Count(Name, $"locked {table}");
        await run.Lab.Database.ExecuteAsync(FormattableString.Invariant($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({seconds}); ROLLBACK"));
    }
}

/// <summary>The sessions of the nodes are ended, and others take the places.</summary>
internal sealed class ConnectionsFault : ClusterFault
{
    public override string Name => "database-connections";

    public override string Summary => "others use up PostgreSQL's connections for seconds, while the nodes' own are ended";

    public override async Task InjectAsync(ClusterRun run)
    {
        var time = TimeSpan.FromSeconds(run.Seconds(2, run.Brief ? 6 : 15));
        var taken = run.Lab.Database.UseUpConnectionsAsync(time);
        run.Count(Name, "connections used up");
        await run.HoldAsync(0.5, 1.5);
        await run.Lab.Database.EndSessionsAsync();
        await taken;
    }
}

/// <summary>The file system of PostgreSQL is full.</summary>
internal sealed class DatabaseFullFault : ClusterFault
{
    public override string Name => "database-full";

    public override string Summary => "the disk of PostgreSQL is full for seconds";

    public override async Task InjectAsync(ClusterRun run)
    {
        await run.Lab.Database.FillDiskAsync();
        run.Count(Name, "disk full");
        await run.HoldAsync(1, run.Brief ? 5 : 12);
        run.Lab.Database.FreeDisk();
        await run.Lab.Database.WaitUntilReadyAsync();
        run.Note("disk freed");
    }
}
