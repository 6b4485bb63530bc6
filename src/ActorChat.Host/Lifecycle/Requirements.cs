using System.Text;
using ActorChat.Settings;

namespace ActorChat.Host.Lifecycle;

/// <summary>What the server needs of the machine, checked before anything starts.</summary>
internal static class Requirements
{
    /// <exception cref="SettingsException">Something is missing.</exception>
    public static void Check()
    {
        // Two spellings of one login would be two users where normalisation does nothing.
        if ("e\u0301".IsNormalized(NormalizationForm.FormC))
        {
            throw new SettingsException("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: must be left out, and ICU installed: logins are normalised to NFC, which the invariant mode does not do");
        }
    }
}
