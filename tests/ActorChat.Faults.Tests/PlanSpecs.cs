using System.Globalization;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults.Tests;

/// <summary>A short run of every plan against the real server. The environment variable FAULTS_SEED sets another seed.</summary>
[Collection("servers")]
public sealed class PlanSpecs
{
    public static TheoryData<string> Names => [.. FaultPlan.All.Select(plan => plan.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_promises_hold_through(string name)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("FAULTS_SEED") ?? "1", CultureInfo.InvariantCulture);
        var plan = FaultPlan.All.Single(plan => plan.Name == name);

        var result = await FaultRun.RunAsync(plan, seed, new RunOptions(Brief: true));

        var report = new StringWriter(CultureInfo.InvariantCulture);
        ReportTable.Print(result, report);
        Assert.True(result.Passed, report.ToString());
        Assert.True(result.Verdict is { Messages: > 0, Changes: > 0 }, report.ToString());
    }
}

/// <summary>One server at a time: the machine may have two cores.</summary>
[CollectionDefinition("servers", DisableParallelization = true)]
public sealed class ServersCollection;
