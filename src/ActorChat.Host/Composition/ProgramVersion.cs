namespace ActorChat.Host.Composition;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version?.ToString(3) ?? "";
}
