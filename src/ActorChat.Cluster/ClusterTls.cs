using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorChat.Settings;

namespace ActorChat.Cluster;

/// <summary>The certificates by which nodes know each other: each shows its own, and believes those of one authority only.</summary>
/// <param name="Certificate">This node's, with its key.</param>
/// <param name="Authority">The authority that signed those of all nodes.</param>
public sealed record ClusterTls(X509Certificate2 Certificate, X509Certificate2 Authority)
{
    private const string Off = "off";
    private static readonly string[] Keys = ["cluster.tls.certificate", "cluster.tls.certificate-key", "cluster.tls.authority"];

    /// <summary>Null if there are none.</summary>
    /// <exception cref="SettingsException">A file is missing, or cannot be read.</exception>
    internal static ClusterTls? From(SettingsReader settings)
    {
        var files = Keys.Select(settings.OptionalText).ToArray();
        if (files.All(static file => file is null))
        {
            return null;
        }

        if (Array.IndexOf(files, null) is var missing and >= 0)
        {
            throw SettingsReader.Bad(Keys[missing], Off, $"a PEM file: {string.Join(", ", Keys.Select(static key => key["cluster.".Length..]))} belong together");
        }

        return new ClusterTls(
            Load(Keys[0], files[0]!, () => X509Certificate2.CreateFromPemFile(files[0]!, files[1])),
            Load(Keys[2], files[2]!, () => X509CertificateLoader.LoadCertificateFromFile(files[2]!)));
    }

    /// <summary>Whether the authority signed it, and it is valid now.</summary>
    public bool Believes(X509Certificate2? shown)
    {
        if (shown is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private static X509Certificate2 Load(string key, string file, Func<X509Certificate2> load)
    {
        try
        {
            return load();
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw SettingsReader.Bad(key, file, $"a PEM file that can be read ({wrong.Message.ReplaceLineEndings(" ")})");
        }
    }
}
