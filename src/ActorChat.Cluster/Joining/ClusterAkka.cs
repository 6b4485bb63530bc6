using System.Globalization;
using ActorChat.Cluster.Members;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Configuration;
using Akka.Discovery.Config.Hosting;
using Akka.Hosting;
using Akka.Management;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Dsl;
using Akka.Remote.Hosting;

namespace ActorChat.Cluster.Joining;

/// <summary>Makes an actor system that can join a cluster, and lets it join. Nothing here is touched by a server without a cluster.</summary>
public static class ClusterAkka
{
    private const string Service = "actorchat";

    /// <summary>How long the contacts that answer stay the same before a cluster is founded, and how often they are asked.</summary>
    private static readonly TimeSpan StableMargin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <summary>Adds remoting, the membership, and the way to find the others.</summary>
    /// <param name="akka">What the operator says about Akka must have been added already.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="version">The version of the program: during an upgrade new forms are used once all nodes have it.</param>
    public static void WithNodeOf(this AkkaConfigurationBuilder akka, ClusterSettings settings, string version)
    {
        akka.WithRemoting(RemotingOf(settings));
        akka.WithClustering(new ClusterOptions
        {
            Roles = [NodeRole.Of(settings.Node)],
            AppVersion = version,
            SplitBrainResolver = new KeepMajorityOption(),
            FailureDetector = new PhiAccrualFailureDetectorOptions { AcceptableHeartbeatPause = settings.SilentAfter },
        });
        akka.WithAkkaManagement(settings.Host, settings.ManagementPort, settings.BindHost ?? settings.Host, settings.ManagementPort, autoStart: false);
        akka.WithClusterBootstrap(
            bootstrap =>
            {
                bootstrap.ContactPointDiscovery.ServiceName = Service;
                bootstrap.ContactPointDiscovery.RequiredContactPointsNr = settings.RequiredContacts;
                bootstrap.ContactPointDiscovery.ContactWithAllContactPoints = false;
                bootstrap.ContactPointDiscovery.StableMargin = StableMargin;
                bootstrap.ContactPoint.ProbeInterval = AskEvery;
                bootstrap.ContactPoint.ProbingFailureTimeout = AskEvery * 2;
                // Several nodes of one machine differ by their ports.
                bootstrap.ContactPoint.FilterOnFallbackPort = false;
                bootstrap.JoinDecider.Class = typeof(FoundingDecider);
            },
            autoStart: false);
        akka.WithConfigDiscovery(discovery => discovery.Services = [new Service { Name = Service, Endpoints = [.. settings.Contacts.Select(contact => contact.ToString())] }]);
        akka.AddHocon(Downing(settings), HoconAddMode.Append);
        akka.AddHocon(ConfigurationFactory.FromResource("cluster.conf", typeof(ClusterAkka).Assembly), HoconAddMode.Append);
        akka.AddHocon(ChatCluster.Definition, HoconAddMode.Append);
    }

    /// <summary>Asks the contacts for the cluster, and joins or founds it; returns once it has begun.</summary>
    public static async Task JoinAsync(ActorSystem system)
    {
        await AkkaManagement.Get(system).Start().ConfigureAwait(false);
        await ClusterBootstrap.Get(system).Start().ConfigureAwait(false);
    }

    private static RemoteOptions RemotingOf(ClusterSettings settings) => new()
    {
        HostName = settings.BindHost ?? settings.Host,
        Port = settings.Port,
        PublicHostName = settings.Host,
        PublicPort = settings.Port,
        EnableSsl = settings.Tls is not null,
        Ssl = settings.Tls is not { } tls ? new SslOptions() : new SslOptions
        {
            X509Certificate = tls.Certificate,
            RequireMutualAuthentication = true,
            CustomValidator = (shown, _, _, _, _) => tls.Believes(shown),
        },
    };

    private static Config Downing(ClusterSettings settings) => ConfigurationFactory.ParseString($$"""
        akka.cluster.split-brain-resolver {
          stable-after = {{Milliseconds(settings.DownAfter)}}
          down-all-when-unstable = {{Milliseconds(settings.UnstableAfter)}}
        }
        """);

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms";
}
