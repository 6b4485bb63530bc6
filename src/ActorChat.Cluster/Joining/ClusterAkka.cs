using System.Globalization;
using ActorChat.Cluster.Members;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Configuration;
using Akka.Discovery.Config.Hosting;
using Akka.Hosting;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Cluster.Bootstrap.ContactPoint;
using Akka.Management.Dsl;
using Akka.Remote.Hosting;
using Newtonsoft.Json;

namespace ActorChat.Cluster.Joining;

/// <summary>Makes an actor system that can join a cluster, and lets it join. Nothing here is touched by a server without a cluster.</summary>
public static class ClusterAkka
{
    /// <summary>Where a node answers those that ask it for the cluster, on its management port.</summary>
    public const string ContactPath = "/bootstrap/seed-nodes";

    private const string Service = "actorchat";

    /// <summary>Enough to join by, however many there are.</summary>
    private const int MembersNamed = 5;

    /// <summary>How long the contacts that answer stay the same before a cluster is founded, and how often they are asked.</summary>
    private static readonly TimeSpan StableMargin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <summary>Adds remoting, the membership, and the way to find the others.</summary>
    /// <param name="akka">What the operator says about Akka must have been added already.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="process">The mark by which the storage knows whether this process lives; null if it does not know.</param>
    /// <param name="version">The version of the program: during an upgrade new forms are used once all nodes have it.</param>
    public static void WithNodeOf(this AkkaConfigurationBuilder akka, ClusterSettings settings, string? process, string version)
    {
        // Before the calls below, which add Akka's defaults for sharding: what is added first wins.
        akka.AddHocon(Downing(settings), HoconAddMode.Append);
        akka.AddHocon(ConfigurationFactory.FromResource("cluster.conf", typeof(ClusterAkka).Assembly), HoconAddMode.Append);
        akka.AddHocon(ChatCluster.Definition, HoconAddMode.Append);
        akka.WithRemoting(RemotingOf(settings));
        akka.WithClustering(new ClusterOptions
        {
            Roles = process is null ? [NodeRole.Of(settings.Node)] : [NodeRole.Of(settings.Node), NodeRole.OfProcess(process)],
            AppVersion = version,
            SplitBrainResolver = new KeepMajorityOption(),
            FailureDetector = new PhiAccrualFailureDetectorOptions { AcceptableHeartbeatPause = settings.SilentAfter },
        });
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
                bootstrap.ContactPoint.FallbackPort = settings.ManagementPort;
                bootstrap.JoinDecider.Class = typeof(FoundingDecider);
            },
            autoStart: false);
        akka.WithConfigDiscovery(discovery => discovery.Services = [new Service { Name = Service, Endpoints = [.. settings.Contacts.Select(contact => contact.ToString())] }]);
    }

    /// <summary>Asks the contacts for the cluster, and joins or founds it; returns once it has begun. This node must answer already, too.</summary>
    public static Task JoinAsync(ActorSystem system, ClusterSettings settings)
    {
        var bootstrap = ClusterBootstrap.Get(system);
        // So it learns which of the contacts this node is.
        bootstrap.Routes(ManagementRouteProviderSettings.Create(new Uri($"http://{new Contact(settings.Host, settings.ManagementPort)}/"), readOnly: true));
        return bootstrap.Start();
    }

    /// <summary>
    /// What this node answers at <see cref="ContactPath"/>, as JSON: the nodes of the cluster to which it belongs, if any. Akka.Management has a server of its
    /// own for it, which does not work with the version of its HTTP library that there is.
    /// </summary>
    public static string AnswerOf(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var unreachable = cluster.State.Unreachable;
        var members = cluster.SelfMember.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up
            ? cluster.State.Members.Where(member => member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up && !unreachable.Contains(member))
            : [];
        return JsonConvert.SerializeObject(new HttpBootstrapJsonProtocol.SeedNodes(
            cluster.SelfAddress,
            [.. members.Take(MembersNamed).Select(member => new HttpBootstrapJsonProtocol.ClusterMember(member.Address, member.UniqueAddress.Uid, member.Status, member.Roles))]));
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
