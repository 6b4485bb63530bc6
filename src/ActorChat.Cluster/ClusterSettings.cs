using ActorChat.Cluster.Links;
using ActorChat.Settings;

namespace ActorChat.Cluster;

/// <summary>The settings under <c>actorchat.cluster</c>; <c>hocon.conf</c> gives the reasons.</summary>
/// <param name="IsEnabled">Whether this process is a node of a cluster. If it is not, the others count for nothing.</param>
/// <param name="Node">The name of this node.</param>
/// <param name="Host">Where the other nodes reach this one.</param>
/// <param name="BindHost">Where it listens for them; null for <paramref name="Host"/>.</param>
/// <param name="Port">For messages between nodes.</param>
/// <param name="ManagementPort">Where starting nodes ask for the cluster.</param>
/// <param name="Contacts">The nodes that are asked for the cluster, with their management ports.</param>
/// <param name="RequiredContacts">How many of them must answer before a new cluster is founded.</param>
/// <param name="SilentAfter">A node without a heartbeat for this long counts as unreachable.</param>
/// <param name="DownAfter">How long the view of who is unreachable is stable before nodes are removed.</param>
/// <param name="UnstableAfter">If it does not become stable for this much longer, every node starts again.</param>
/// <param name="PresenceGrace">Who leaves is shown online this much longer.</param>
/// <param name="Links">The links.</param>
/// <param name="Tls">The certificates; null without TLS.</param>
public sealed record ClusterSettings(
    bool IsEnabled,
    string Node,
    string Host,
    string? BindHost,
    int Port,
    int ManagementPort,
    IReadOnlyList<Contact> Contacts,
    int RequiredContacts,
    TimeSpan SilentAfter,
    TimeSpan DownAfter,
    TimeSpan UnstableAfter,
    TimeSpan PresenceGrace,
    LinkSettings Links,
    ClusterTls? Tls)
{
    private const string Majority = "majority";
    private const int LongestName = 32;
    private const int MostContacts = 1000;

    /// <exception cref="SettingsException">A value is out of range, or one that a node of a cluster needs is missing.</exception>
    public static ClusterSettings From(SettingsReader settings)
    {
        var enabled = settings.Switch("cluster.enabled");
        var contacts = Cluster.Contact.ListFrom(settings);
        var read = new ClusterSettings(
            IsEnabled: enabled,
            Node: settings.Text("cluster.node"),
            Host: settings.Text("cluster.host"),
            BindHost: settings.OptionalText("cluster.bind-host"),
            Port: settings.Whole("cluster.port", 1, ushort.MaxValue),
            ManagementPort: settings.Whole("cluster.management-port", 1, ushort.MaxValue),
            Contacts: contacts,
            RequiredContacts: Required(settings, contacts.Count, enabled),
            SilentAfter: settings.Duration("cluster.silent-after", TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1)),
            DownAfter: settings.Duration("cluster.down-after", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            UnstableAfter: settings.Duration("cluster.unstable-after", TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(30)),
            PresenceGrace: settings.Duration("cluster.presence-grace", TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            Links: LinkSettings.From(settings),
            Tls: ClusterTls.From(settings));
        return enabled ? read.Checked() : read;
    }

    /// <summary>What only a node needs.</summary>
    private ClusterSettings Checked()
    {
        if (Node.Length is 0 or > LongestName || !Node.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || Node[0] == '-')
        {
            throw SettingsReader.Bad("cluster.node", Node, $"a name of its own for each node, of up to {LongestName} small letters, digits and hyphens (ACTORCHAT_NODE)");
        }

        if (!IsHost(Host))
        {
            throw SettingsReader.Bad("cluster.host", Host, "the name or address by which other nodes reach this one (ACTORCHAT_CLUSTER_HOST)");
        }

        if (BindHost is { } bind && !IsHost(bind))
        {
            throw SettingsReader.Bad("cluster.bind-host", bind, "an address of this machine, or off");
        }

        if (Contacts.Count == 0)
        {
            throw SettingsReader.Bad("cluster.contacts", "", "the nodes that are asked for the cluster, such as \"10.0.0.1:8558, 10.0.0.2:8558\" (ACTORCHAT_CLUSTER_CONTACTS)");
        }

        return Port != ManagementPort
            ? this
            : throw SettingsReader.Bad("cluster.management-port", $"{ManagementPort}", "another port than cluster.port");
    }

    internal static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    /// <summary>
    /// Two parts of the nodes cannot both have a majority. Fewer are refused: a node that is cut off when it starts would found a cluster of its own.
    /// </summary>
    private static int Required(SettingsReader settings, int contacts, bool enabled)
    {
        const string Key = "cluster.required-contacts";
        var (majority, named) = ((contacts / 2) + 1, settings.WholeOr(Key, Majority, 1, MostContacts));
        return named is not { } number || !enabled ? majority
            : number >= majority && number <= contacts ? number
            : throw SettingsReader.Bad(Key, settings.Shown(Key), $"a whole number from {majority} to {Math.Max(majority, contacts)}, or {Majority}");
    }
}
