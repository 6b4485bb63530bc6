namespace ActorChat.Settings;

/// <summary>A setting that prevents the start; the message is one line that names key, value and legal range.</summary>
public sealed class SettingsException(string message) : Exception(message);
