using ActorChat.Settings;
using ActorChat.Storage;

namespace ActorChat.Host.Lifecycle;

/// <summary>Failures to start that somebody can fix: each is one line, without a stack trace.</summary>
internal static class StartFailure
{
    /// <summary>The line for a failure; null for an unexpected one.</summary>
    public static string? LineOf(Exception failure) =>
        failure is SettingsException or StorageException or NodeRemovedException ? $"ActorChat cannot start: {failure.Message.ReplaceLineEndings(" ")}" : null;
}
