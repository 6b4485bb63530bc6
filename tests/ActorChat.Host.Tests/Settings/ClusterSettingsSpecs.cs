using System.Security.Cryptography.X509Certificates;
using ActorChat.Cluster;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.Cluster;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Settings;

public sealed class ClusterSettingsSpecs : IDisposable
{
    private const string Node = """
        enabled = on, node = "n-1", host = "10.0.0.1", contacts = ["10.0.0.1:8558", "10.0.0.2:8558", "[fd00::3]:8558"]
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_is_no_cluster_unless_it_is_switched_on() => Assert.False(ServerSettings.Load(new ServerEnvironment()).Cluster.IsEnabled);

    [Fact]
    public void A_node_has_the_defaults_of_the_file_and_needs_a_majority_of_its_contacts()
    {
        var cluster = Load(Node);
        Assert.Equal(("n-1", "10.0.0.1", null, 4053, 8558), (cluster.Node, cluster.Host, cluster.BindHost, cluster.Port, cluster.ManagementPort));
        Assert.Equal([new Contact("10.0.0.1", 8558), new Contact("10.0.0.2", 8558), new Contact("fd00::3", 8558)], cluster.Contacts);
        Assert.Equal(2, cluster.RequiredContacts);
        Assert.Equal("[fd00::3]:8558", cluster.Contacts[2].ToString());
        Assert.Null(cluster.Tls);
    }

    [Fact]
    public void Contacts_may_be_one_text_as_the_environment_has_it() =>
        Assert.Equal([new Contact("a", 1), new Contact("b.example", 2)], Load($$"""{{Node}}, contacts = "a:1, b.example:2" """).Contacts);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void A_majority_is_more_than_half(int contacts, int majority) =>
        Assert.Equal(majority, Load($"{Node}, contacts = \"{string.Join(',', Enumerable.Range(1, contacts).Select(number => $"h{number}:1"))}\"").RequiredContacts);

    [Theory]
    [InlineData("node = \"\"", "cluster.node = : must be a name of its own for each node")]
    [InlineData("node = \"Node 1\"", "cluster.node = Node 1: must be a name")]
    [InlineData("node = \"-n\"", "cluster.node = -n: must be a name")]
    [InlineData("host = \"\"", "cluster.host = : must be the name or address")]
    [InlineData("host = \"a b\"", "cluster.host = a b: must be the name or address")]
    [InlineData("port = 0", "cluster.port = 0: must be a whole number from 1 to 65535")]
    [InlineData("port = \"\"", "cluster.port = : must be a whole number")]
    [InlineData("port = 8558", "cluster.management-port = 8558: must be another port than cluster.port")]
    [InlineData("bind-host = \"a b\"", "cluster.bind-host = a b: must be an address")]
    [InlineData("contacts = []", "cluster.contacts = : must be the nodes that are asked for the cluster")]
    [InlineData("contacts = \"10.0.0.1\"", "cluster.contacts = 10.0.0.1: must be a list of host:port")]
    [InlineData("contacts = \"a:0\"", "cluster.contacts = a:0: must be a list of host:port")]
    [InlineData("contacts = \"a:1,a:1\"", "cluster.contacts = a:1, a:1: must be different nodes")]
    [InlineData("required-contacts = 1", "cluster.required-contacts = 1: must be a whole number from 2 to 3")]
    [InlineData("required-contacts = 4", "cluster.required-contacts = 4: must be a whole number from 2 to 3")]
    [InlineData("down-after = 0s", "cluster.down-after = 0s: must be a duration from 1s to 10m")]
    [InlineData("links.buffer = 1", "cluster.links.buffer = 1: must be a size")]
    [InlineData("tls.certificate = \"a.pem\"", "cluster.tls.certificate-key = off: must be a PEM file: tls.certificate, tls.certificate-key, tls.authority belong together")]
    [InlineData("tls.authority = \"a.pem\"", "cluster.tls.certificate = off: must be a PEM file")]
    [InlineData("tls { certificate = \"/none/a.pem\", certificate-key = \"/none/a.key\", authority = \"/none/ca.pem\" }", "cluster.tls.certificate = /none/a.pem: must be a PEM file that can be read")]
    [InlineData("tsl.certificate = off", "cluster.tsl.certificate = off: must be left out")]
    public void A_wrong_value_stops_the_start_by_its_key(string setting, string error) =>
        Assert.StartsWith($"actorchat.{error}", Assert.Throws<SettingsException>(() => Load($"{Node}, {setting}")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cluster_on_sqlite_is_refused() => Assert.StartsWith(
        "actorchat.cluster.enabled = on: must be off with storage = sqlite", Assert.Throws<SettingsException>(() => Load(Node, "sqlite")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_node_believes_the_certificates_of_its_authority_and_no_others()
    {
        var (authority, other) = (NodeCertificates.Authority("ours"), NodeCertificates.Authority("another"));
        var signed = NodeCertificates.SignedBy(authority);
        var cluster = Load($$"""{{Node}}, tls { certificate = "{{Write("node.pem", signed.ExportCertificatePem())}}", certificate-key = "{{Write("node.key", signed.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}}", authority = "{{Write("ca.pem", authority.ExportCertificatePem())}}" }""");
        Assert.True(cluster.Tls!.Certificate.HasPrivateKey);
        Assert.True(cluster.Tls.Believes(NodeCertificates.SignedBy(authority)));
        Assert.False(cluster.Tls.Believes(NodeCertificates.SignedBy(other)));
        Assert.False(cluster.Tls.Believes(null));
    }

    private ClusterSettings Load(string cluster, string storage = "postgresql") =>
        ServerSettings.Load(new ServerEnvironment(PostgreSql: "Host=db", ConfigFile: _folder.Write("over.conf", $"actorchat {{ storage = {storage}\n cluster {{ {cluster} }} }}"))).Cluster;

    private string Write(string name, string text) => _folder.Write(name, text);
}
