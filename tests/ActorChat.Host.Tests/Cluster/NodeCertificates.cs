using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>Authorities, and certificates of nodes that they have signed; valid today.</summary>
internal static class NodeCertificates
{
    /// <summary>The name in every node's certificate.</summary>
    public const string Node = "node";

    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 SignedBy(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = new CertificateRequest($"CN={Node}", key, HashAlgorithmName.SHA256).Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3]);
        return signed.CopyWithPrivateKey(key);
    }
}
