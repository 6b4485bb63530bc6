using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActorChat.Cluster;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>Mutual TLS between nodes, over real connections.</summary>
public sealed class ClusterTlsSpecs : IAsyncLifetime
{
    private const string Loopback = "127.0.0.1";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly X509Certificate2 _authority = NodeCertificates.Authority("ours");
    private readonly List<IHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_join_each_other()
    {
        var (one, other) = (await NodeAsync("one"), await NodeAsync("other"));
        using var patience = new CancellationTokenSource(s_patience);
        await one.JoinAsync(one.SelfAddress, patience.Token);
        await other.JoinAsync(one.SelfAddress, patience.Token);
        Assert.Equal(["one", "other"], other.State.Members.Concat(one.State.Members).Select(member => member.Roles.Single()["node-".Length..]).Distinct().Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stranger_is_not_listened_to(bool withACertificate)
    {
        var node = await NodeAsync("one");
        var shown = withACertificate ? new X509Certificate2Collection(NodeCertificates.SignedBy(NodeCertificates.Authority("another"))) : null;
        using var client = new TcpClient();
        await client.ConnectAsync(Loopback, node.SelfAddress.Port!.Value);
        using var patience = new CancellationTokenSource(s_patience);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = NodeCertificates.Node, ClientCertificates = shown, CertificateChainPolicy = OursOnly() }, patience.Token);
            await stream.ReadExactlyAsync(new byte[1], patience.Token);
        });
    }

    [Fact]
    public async Task A_node_listens_to_no_connection_without_tls()
    {
        var node = await NodeAsync("one");
        using var client = new TcpClient();
        await client.ConnectAsync(Loopback, node.SelfAddress.Port!.Value);
        var stream = client.GetStream();
        await stream.WriteAsync(new byte[64]);
        using var patience = new CancellationTokenSource(s_patience);
        await Assert.ThrowsAnyAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1 << 16], patience.Token));
    }

    private async Task<Akka.Cluster.Cluster> NodeAsync(string name)
    {
        var host = NodeSystem.Of(NodeSystem.SettingsOf(name) with
        {
            SilentAfter = TimeSpan.FromSeconds(5),
            DownAfter = TimeSpan.FromSeconds(5),
            Tls = new ClusterTls(NodeCertificates.SignedBy(_authority), _authority),
        });
        _hosts.Add(host);
        await host.StartAsync();
        return Akka.Cluster.Cluster.Get(host.Services.GetRequiredService<ActorSystem>());
    }

    /// <summary>So that it is the node that ends the connection, and not its client.</summary>
    private X509ChainPolicy OursOnly()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        return policy;
    }
}
