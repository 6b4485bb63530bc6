using ActorChat.Actors.Common;
using ActorChat.Settings;

namespace ActorChat.Host.Limits;

/// <summary>
/// The settings under <c>actorchat.limits</c>: how long new things may be, in Unicode code points. The defaults are those of the interface. What was accepted
/// under other limits stays, and is still found.
/// </summary>
internal sealed record LengthSettings(int LoginLength, int PasswordMinLength, int PasswordMaxLength, int MessageLength, int ClientMessageIdLength, int PageDefault, int PageMax)
{
    /// <summary>The longest client id that any setting ever allowed.</summary>
    public const int MaxClientMessageIdLength = 256;

    public static LengthSettings From(SettingsReader settings)
    {
        var read = new LengthSettings(
            LoginLength: settings.Whole("limits.login-length", 1, Login.MaxLength),
            PasswordMinLength: settings.Whole("limits.password-min-length", 1, 256),
            PasswordMaxLength: settings.Whole("limits.password-max-length", 8, 4096),
            MessageLength: settings.Whole("limits.message-length", 1, 100_000),
            ClientMessageIdLength: settings.Whole("limits.client-message-id-length", 1, MaxClientMessageIdLength),
            PageDefault: settings.Whole("limits.page-default", 1, 10_000),
            PageMax: settings.Whole("limits.page-max", 1, 10_000));
        settings.InOrder("limits.password-min-length", read.PasswordMinLength, "limits.password-max-length", read.PasswordMaxLength);
        settings.InOrder("limits.page-default", read.PageDefault, "limits.page-max", read.PageMax);
        return read;
    }
}
