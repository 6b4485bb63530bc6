using ActorChat.Cluster;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>What a node's actor system is configured with, in the end: the order in which the parts are added decides.</summary>
public sealed class ClusterAkkaSpecs : IAsyncLifetime
{
    private static readonly ClusterSettings s_settings = NodeSystem.SettingsOf("one");

    private readonly IHost _host = NodeSystem.Of(s_settings, "00ff", "cluster.gossip-interval = 77ms");

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Theory]
    [InlineData("akka.cluster.gossip-interval", "77ms")]
    [InlineData("akka.cluster.sharding.state-store-mode", "ddata")]
    [InlineData("akka.cluster.sharding.passivate-idle-entity-after", "off")]
    [InlineData("akka.cluster.sharding.rebalance-interval", "3s")]
    [InlineData("akka.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit", "1000")]
    [InlineData("akka.cluster.sharded-daemon-process.keep-alive-interval", "250ms")]
    [InlineData("akka.cluster.down-removal-margin", "1ms")]
    [InlineData("akka.cluster.split-brain-resolver.active-strategy", "keep-majority")]
    [InlineData("akka.cluster.split-brain-resolver.stable-after", "3000ms")]
    [InlineData("akka.cluster.split-brain-resolver.down-all-when-unstable", "20000ms")]
    [InlineData("akka.cluster.failure-detector.heartbeat-interval", "500ms")]
    [InlineData("akka.cluster.app-version", "1.2.3")]
    [InlineData("akka.remote.retry-gate-closed-for", "250ms")]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size", "8MiB")]
    [InlineData("akka.coordinated-shutdown.exit-clr", "off")]
    public void The_defaults_of_akka_are_below_ours_and_ours_below_the_operators(string key, string value) => Assert.Equal(value, Config.GetString(key));

    [Fact]
    public void A_node_without_a_heartbeat_counts_as_unreachable_after_the_setting() =>
        Assert.Equal(s_settings.SilentAfter, Config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));

    private Config Config => _host.Services.GetRequiredService<ActorSystem>().Settings.Config;
}
