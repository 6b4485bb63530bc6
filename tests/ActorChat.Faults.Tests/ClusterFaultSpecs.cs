using System.Net;
using ActorChat.Faults.Cluster;
using ActorChat.Faults.Labs;

namespace ActorChat.Faults.Tests;

/// <summary>What the faults of a cluster are made of.</summary>
public sealed class ClusterFaultSpecs
{
    private static readonly IPAddress s_other = IPAddress.Parse("10.1.2.3");

    [Fact]
    public void No_filter_removes_the_one_before() => Assert.Equal("table inet faults\ndelete table inet faults\n", PacketFilter.None.ToNft());

    [Fact]
    public void A_filter_stands_where_packets_arrive_and_replaces_the_one_before_in_one_transaction() =>
        Assert.Equal(
            """
            table inet faults
            delete table inet faults
            table inet faults {
              chain arriving {
                type filter hook input priority 0
                ip saddr 10.1.2.3 drop
                ip saddr 10.1.2.3 numgen random mod 100 < 15 drop
                ip saddr 10.1.2.3 meta l4proto tcp reject with tcp reset
              }
            }

            """,
            PacketFilter.None.Drop(s_other).Lose(s_other, 15).Reset(s_other).ToNft());

    [Fact]
    public void Each_kind_has_a_name_of_its_own_and_says_what_it_does()
    {
        Assert.Equal(FaultCatalogue.All.Count, FaultCatalogue.All.Select(fault => fault.Name).Distinct().Count());
        Assert.All(FaultCatalogue.All, fault => Assert.NotEmpty(fault.Summary));
    }

    [Fact]
    public void Each_kind_is_on_the_page_about_faults()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "faults.md"));

        Assert.All(FaultCatalogue.All, fault => Assert.Contains($"| `{fault.Name}` |", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 0)]
    [InlineData("0000001f-0000-0000-0000-000000000000", 15)]
    [InlineData("fffffff0-ffff-ffff-ffff-ffffffffffff", 0)]
    public void A_room_s_partition_is_that_of_the_server(string room, int partition) => Assert.Equal(partition, Partitions.Of(room, 16));

    [Fact]
    public void The_command_line_has_the_seed_and_the_faults()
    {
        var command = CommandLine.Read(["cluster", "--seed", "7", "--faults", "200", "--fault", "kill-owner,leave", "--nodes", "5"]);

        Assert.NotNull(command);
        Assert.Equal((7, 200), (command.Seed, command.Options.Faults));
        Assert.Equal(5, command.Options.Cluster!.Nodes);
        Assert.Equal(["kill-owner", "leave"], command.Options.Cluster.Only!.Select(fault => fault.Name));
        Assert.Equal("cluster", Assert.Single(command.Plans).Name);
    }

    [Fact]
    public void Only_clusters_run_side_by_side()
    {
        Assert.Equal((4, 2), (CommandLine.Read(["cluster", "--runs", "4", "--at-once", "2"])!.Runs, CommandLine.Read(["cluster", "--at-once", "2"])!.AtOnce));
        Assert.Null(CommandLine.Read(["kill", "--at-once", "2"]));
    }

    [Fact]
    public void An_unknown_fault_is_refused() => Assert.Null(CommandLine.Read(["cluster", "--fault", "kill-owner,nothing"]));

    [Fact]
    public void All_plans_are_those_that_run_anywhere() => Assert.DoesNotContain(CommandLine.Read(["all"])!.Plans, plan => plan.Name == "cluster");

    [Fact]
    public void The_front_sends_a_session_to_its_node_and_to_others_only_while_that_is_down()
    {
        var text = LabFront.Fill("@GROUPS@@MARKS@ @PORT@ @FOLDER@", "/f", [("node-1", "10.0.0.1:8080"), ("node-2", "10.0.0.2:8080")]);

        Assert.Contains("upstream node-2 {\n    zone node-2 64k;\n    server 10.0.0.2:8080 max_fails=1 fail_timeout=1s;\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=1s backup;", text, StringComparison.Ordinal);
        Assert.Contains("~^node-2\\. node-2;", text, StringComparison.Ordinal);
        Assert.Contains("upstream nodes {", text, StringComparison.Ordinal);
    }
}
