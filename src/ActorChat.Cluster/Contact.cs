using System.Globalization;
using ActorChat.Settings;

namespace ActorChat.Cluster;

/// <summary>A node that a starting node asks for the cluster.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its management port.</param>
public sealed record Contact(string Host, int Port)
{
    private const string Key = "cluster.contacts";

    /// <summary>A list, or one text with commas.</summary>
    /// <exception cref="SettingsException">One of them is no contact, or is there twice.</exception>
    internal static IReadOnlyList<Contact> ListFrom(SettingsReader settings)
    {
        List<Contact> contacts = [.. settings.ListOrText(Key).Select(Parse)];
        return contacts.Count == contacts.Distinct().Count()
            ? contacts
            : throw SettingsReader.Bad(Key, string.Join(", ", contacts), "different nodes: a majority counts each once");
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static Contact Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon].Trim('[', ']') : "";
        return ClusterSettings.IsHost(host) && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new Contact(host, port)
            : throw SettingsReader.Bad(Key, text, "a list of host:port, the ports being the management ports");
    }
}
