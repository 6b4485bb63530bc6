using System.Collections.Immutable;
using ActorChat.Cluster.Joining;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Dsl;
using static Akka.Discovery.ServiceDiscovery;

namespace ActorChat.Cluster.Tests.Joining;

/// <summary>Three nodes are named; this one is the second.</summary>
public sealed class FoundingDeciderSpecs : IAsyncLifetime
{
    private static readonly DateTimeOffset s_begin = DateTimeOffset.UnixEpoch;
    private static readonly ResolvedTarget s_first = new("10.0.0.1", 8558);
    private static readonly ResolvedTarget s_second = new("10.0.0.2", 8558);
    private static readonly ResolvedTarget s_third = new("10.0.0.3", 8558);

    private readonly ActorSystem _system;
    private readonly FoundingDecider _decider;

    public FoundingDeciderSpecs()
    {
        var config = ConfigurationFactory.ParseString("""
            akka {
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              loglevel = OFF
              stdout-loglevel = OFF
              management.cluster.bootstrap.contact-point-discovery { required-contact-point-nr = 2, stable-margin = 2s, contact-with-all-contact-points = false }
            }
            """).WithFallback(ClusterBootstrap.DefaultConfiguration());
        _system = ActorSystem.Create("actorchat", config);
        ClusterBootstrap.Get(_system).Routes(ManagementRouteProviderSettings.Create(new Uri($"http://{s_second.Host}:8558/"), readOnly: true));
        _decider = new FoundingDecider(_system, ClusterBootstrapSettings.Create(_system.Settings.Config, NoLogger.Instance));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_node_that_is_cut_off_when_it_starts_never_founds_a_cluster()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            await KeepsAskingAsync(minute * 60, s_second);
        }
    }

    [Fact]
    public async Task Only_the_first_of_those_that_answer_founds_a_cluster()
    {
        await KeepsAskingAsync(0, s_first, s_second, s_third);
        await KeepsAskingAsync(1000, s_first, s_second, s_third);
    }

    [Fact]
    public async Task A_majority_without_the_first_contact_waits_for_it_a_while()
    {
        await KeepsAskingAsync(0, s_second, s_third);
        await KeepsAskingAsync(9, s_second, s_third);
        Assert.IsType<JoinSelf>(await DecideAsync(10, s_second, s_third));
    }

    [Fact]
    public async Task Whoever_begins_or_ceases_to_answer_starts_the_wait_again()
    {
        await KeepsAskingAsync(0, s_second, s_third);
        await KeepsAskingAsync(9, s_first, s_second, s_third);
        await KeepsAskingAsync(10, s_second, s_third);
        await KeepsAskingAsync(19, s_second, s_third);
        Assert.IsType<JoinSelf>(await DecideAsync(20, s_second, s_third));
    }

    [Fact]
    public async Task A_cluster_that_is_there_is_joined_at_once_even_by_a_single_answer()
    {
        var seed = new Address("akka.tcp", "actorchat", "10.0.0.3", 4053);
        var decision = await _decider.Decide(new SeedNodesInformation(s_begin, s_begin, [s_first, s_second, s_third], [new SeedNodesObservation(s_begin, s_third, seed, [seed])]));
        Assert.Equal([seed], Assert.IsType<JoinOtherSeedNodes>(decision).SeedNodes);
    }

    private async Task KeepsAskingAsync(int second, params ResolvedTarget[] answering) => Assert.IsType<KeepProbing>(await DecideAsync(second, answering));

    private Task<IJoinDecision> DecideAsync(int second, params ResolvedTarget[] answering)
    {
        var now = s_begin.AddSeconds(second);
        var none = ImmutableHashSet<Address>.Empty;
        return _decider.Decide(new SeedNodesInformation(
            now, s_begin, [s_first, s_second, s_third], [.. answering.Select(contact => new SeedNodesObservation(now, contact, new Address("akka.tcp", "actorchat", contact.Host, 4053), none))]));
    }
}
