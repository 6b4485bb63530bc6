using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>Reads the HOCON files: <c>hocon.conf</c> beside the program, and the overriding file that the environment names.</summary>
internal static class SettingsFile
{
    private const string Name = "hocon.conf";
    private const string AkkaName = "akka.conf";

    /// <exception cref="SettingsException">A file is missing, cannot be read or is not HOCON.</exception>
    public static Config Read(ServerEnvironment environment)
    {
        var standard = Parse(Path.Combine(AppContext.BaseDirectory, Name), Name);
        return environment.ConfigFile is { } file
            ? Parse(file, $"{ServerEnvironment.ConfigVariable} = {file}").WithFallback(standard)
            : standard;
    }

    /// <summary>How Akka runs under the server: <c>akka.conf</c> beside the program.</summary>
    /// <exception cref="SettingsException">The file is missing, cannot be read or is not HOCON.</exception>
    public static Config ReadAkka() => Parse(Path.Combine(AppContext.BaseDirectory, AkkaName), AkkaName);

    private static Config Parse(string file, string saidAs)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"{saidAs}: must be a HOCON file that can be read ({OneLine(wrong.Message)})");
        }

        if ((HoconBrackets.FindFault(text) ?? EnvironmentValues.FindFault(text)) is { } fault)
        {
            throw new SettingsException($"{saidAs}: must be HOCON ({fault})");
        }

        try
        {
            return EnvironmentValues.Parse(text);
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            throw new SettingsException($"{saidAs}: must be HOCON ({OneLine(wrong.Message)})");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
