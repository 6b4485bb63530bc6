namespace ActorChat.Settings;

/// <summary>A setting that prevents the start; the message is one line that names key, value and legal range.</summary>
/// <param name="message">The line.</param>
/// <param name="key">The setting's whole key, if it is about one.</param>
public sealed class SettingsException(string message, string? key = null) : Exception(message)
{
    /// <summary>The setting's whole key, such as <c>actorchat.rooms.batch</c>; null if it is not about one.</summary>
    public string? Key { get; } = key;
}
