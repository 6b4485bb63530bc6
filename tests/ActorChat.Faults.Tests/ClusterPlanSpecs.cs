using System.Globalization;
using ActorChat.Faults.Cluster;

namespace ActorChat.Faults.Tests;

/// <summary>The short form of the cluster's plan. The environment variable FAULTS_SEED sets another seed.</summary>
[Collection("servers")]
public sealed class ClusterPlanSpecs
{
    [LabFact]
    public async Task The_promises_hold_through_every_kind_of_fault_of_a_cluster()
    {
        var seed = Environment.GetEnvironmentVariable("FAULTS_SEED") ?? "1";
        // Most of the time is waiting for nodes to be missed: two clusters at once, which share the kinds, take half of it.
        var command = CommandLine.Read(["cluster", "--brief", "--runs", "2", "--at-once", "2", "--seed", seed])!;
        var report = new StringWriter(CultureInfo.InvariantCulture);

        var table = await Campaign.PerformAsync(command, report);

        Assert.True(table.Passed, report.ToString());
        Assert.All(table.Results, result => Assert.True(result.Verdict.Messages > 0, report.ToString()));
        Assert.Equal(
            FaultCatalogue.All.Where(fault => fault.Obstacle is null).Select(fault => fault.Name).Order(StringComparer.Ordinal),
            table.Results.SelectMany(result => result.Kinds.Keys).Order(StringComparer.Ordinal));
    }
}
