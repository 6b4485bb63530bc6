using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorChat.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorChat.Host.Http;

internal static class SecurityExtensions
{
    /// <summary>The most that Kestrel accepts from a client, and how long it waits for it.</summary>
    public static void UseLimits(this IWebHostBuilder web, SecuritySettings settings)
    {
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.TakeAnyHeader();
            kestrel.Limits.RequestHeadersTimeout = settings.HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = settings.KeepAliveTimeout;
            kestrel.Limits.MaxRequestLineSize = settings.MaxRequestLineBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = settings.MaxHeadersBytes;
            kestrel.Limits.MaxRequestHeaderCount = settings.MaxHeaders;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(settings.MinBodyRate, settings.BodyGrace);
            kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = settings.MaxConnections;
        });
        if (settings.CertificateFile is { } certificate)
        {
            web.UseKestrelHttpsConfiguration();
            web.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Load(certificate, settings.KeyFile!)));
        }
    }

    /// <summary>
    /// Accepts any byte in a header, as RFC 9110 allows (section 5.5): a proxy or a browser extension may add names in Latin-1, and nothing here reads such a
    /// header. By default Kestrel refuses the request.
    /// </summary>
    public static void TakeAnyHeader(this KestrelServerOptions kestrel) => kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;

    /// <summary>Believes what trusted proxies say about the client, and nobody else; then adds the headers that tell browsers to be careful.</summary>
    public static void UseSecurity(this WebApplication app, SecuritySettings settings)
    {
        if (settings.Forwarding is { } forwarding)
        {
            app.UseForwardedHeaders(forwarding);
        }

        var hsts = settings.Hsts is { } age ? string.Create(CultureInfo.InvariantCulture, $"max-age={(long)age.TotalSeconds}; includeSubDomains") : null;
        app.UseCarefulHeaders(hsts);
    }

    /// <summary>Adds the headers that tell browsers to be careful.</summary>
    /// <param name="app">The server.</param>
    /// <param name="hsts">How long browsers are to use https only; null if that is left open.</param>
    public static void UseCarefulHeaders(this IApplicationBuilder app, string? hsts = null) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state => AddHeaders(((HttpContext, string?))state), (http, http.Request.IsHttps ? hsts : null));
        return next(http);
    });

    private static Task AddHeaders((HttpContext Http, string? Hsts) answer)
    {
        var headers = answer.Http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        if (answer.Hsts is not null)
        {
            headers.StrictTransportSecurity = answer.Hsts;
        }

        // The pages for people say themselves what they need.
        if (headers.ContentSecurityPolicy.Count == 0 && !headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal))
        {
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        }

        return Task.CompletedTask;
    }

    private static X509Certificate2 Load(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw SettingsReader.Bad("security.certificate", certificate, $"a PEM file that can be read, with its key in {key} ({wrong.Message})");
        }
    }
}
