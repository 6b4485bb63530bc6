using System.Text;
using ActorChat.Settings;

namespace ActorChat.Host.Lifecycle;

/// <summary>What the server needs from the machine, checked before anything starts.</summary>
internal static class Requirements
{
    /// <exception cref="SettingsException">Something is missing.</exception>
    public static void Check()
    {
        // If normalisation did nothing, two spellings of one login would be two users.
        if ("e\u0301".IsNormalized(NormalizationForm.FormC))
        {
            throw new SettingsException("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: must be left out, and ICU installed: logins are normalised to NFC, which the invariant mode does not do");
        }
    }
}
