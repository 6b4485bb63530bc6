using ActorChat.Settings;

namespace ActorChat.Host.Http;

/// <summary>The settings under <c>actorchat.http</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record HttpSettings(
    IReadOnlyList<string> CorsOrigins,
    long MaxBodyBytes,
    int PageDefault,
    int PageMax,
    int ExportsAtOnce,
    bool TryPage,
    bool ChatPage)
{
    /// <summary>The entry of <see cref="CorsOrigins"/> that stands for every origin.</summary>
    public const string AnyOrigin = "*";

    public static HttpSettings From(SettingsReader settings)
    {
        var read = new HttpSettings(
            CorsOrigins: Origins(settings),
            MaxBodyBytes: settings.Bytes("http.max-body", 1024, 1 << 30),
            PageDefault: settings.Whole("http.page-default", 1, 1000),
            PageMax: settings.Whole("http.page-max", 1, 1000),
            ExportsAtOnce: settings.Whole("http.exports-at-once", 1, 1000),
            TryPage: settings.Switch("http.try-page"),
            ChatPage: settings.Switch("http.chat-page"));
        settings.InOrder("http.page-default", read.PageDefault, "http.page-max", read.PageMax);
        return read;
    }

    private static IReadOnlyList<string> Origins(SettingsReader settings)
    {
        const string Key = "http.cors-origins";
        const string Form = "a list of origins such as \"https://chat.example\", or of \"*\" alone";
        var origins = settings.ListOf<string>(Key, Form, TryOrigin);
        return origins.Contains(AnyOrigin) && origins.Count > 1 ? throw SettingsReader.Bad(Key, string.Join(", ", origins), Form) : origins;
    }

    private static bool TryOrigin(string text, out string origin) => (origin = text) == AnyOrigin
        || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.GetLeftPart(UriPartial.Authority) == text);
}
