using System.Globalization;
using System.Text.RegularExpressions;
using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>
/// Reads the settings as they are written: <c>hocon.conf</c> beside the program, over it the file that the environment names, and over both the variables that
/// are settings.
/// </summary>
internal static partial class SettingsFile
{
    private const string Name = "hocon.conf";
    private const string AkkaName = "akka.conf";

    /// <exception cref="SettingsException">A file is missing, cannot be read or is not HOCON; or a variable is no setting.</exception>
    public static Config Read(ServerEnvironment environment) => Load(environment).Config;

    /// <summary>The same with the places.</summary>
    /// <exception cref="SettingsException">A file is missing, cannot be read or is not HOCON; or a variable is no setting.</exception>
    public static WrittenSettings Load(ServerEnvironment environment)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var config = Parse(Path.Combine(AppContext.BaseDirectory, Name), Name, out var standard);
        standard.AddVariables(places);
        if (environment.ConfigFile is { } file)
        {
            config = Parse(file, $"{ServerEnvironment.ConfigVariable} = {file}", out var own).WithFallback(config);
            own.AddAll(places, file);
        }

        if (environment.Settings is { Count: > 0 } variables)
        {
            config = SettingVariables.Parse(variables).WithFallback(config);
            foreach (var (key, variable) in SettingVariables.ByKey(variables.Keys))
            {
                places[key] = variable;
            }
        }

        return new WrittenSettings(config, places);
    }

    /// <summary>How Akka runs under the server: <c>akka.conf</c> beside the program.</summary>
    /// <exception cref="SettingsException">The file is missing, cannot be read or is not HOCON.</exception>
    public static Config ReadAkka() => Parse(Path.Combine(AppContext.BaseDirectory, AkkaName), AkkaName, out _);

    /// <summary>The text of the standard settings, with their comments.</summary>
    public static string ReadStandardText() => TextOf(Path.Combine(AppContext.BaseDirectory, Name), Name);

    private static Config Parse(string file, string saidAs, out KeyPlaces places)
    {
        var text = TextOf(file, saidAs);
        var put = EnvironmentValues.Put(text, Environment.GetEnvironmentVariable);
        var read = HoconText.Read(put);
        if ((EnvironmentValues.FindFault(text) ?? read.Fault?.ToString()) is { } fault)
        {
            throw new SettingsException($"{saidAs}: must be HOCON ({fault})");
        }

        places = new KeyPlaces(read.Keys, EnvironmentValues.LinesSet(text, Environment.GetEnvironmentVariable));
        try
        {
            return ConfigurationFactory.ParseString(put);
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            throw new SettingsException($"{saidAs}: must be HOCON ({FaultOf(wrong, put)})");
        }
    }

    /// <summary>The parser's own error, with line and column where it has a position.</summary>
    private static string FaultOf(Exception wrong, string text)
    {
        if (Position().Match(wrong.Message) is not { Success: true } fault)
        {
            return OneLine(wrong.Message);
        }

        var at = int.Parse(fault.Groups["at"].Value, CultureInfo.InvariantCulture);
        var token = at < text.Length && !char.IsWhiteSpace(text[at]) ? $" {text[at]}" : "";
        return HoconText.FaultAt(text, at, fault.Groups["says"].Value + token).ToString();
    }

    private static string TextOf(string file, string saidAs)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"{saidAs}: must be a HOCON file that can be read ({OneLine(wrong.Message)})");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    [GeneratedRegex("^(?<says>.*) at position (?<at>[0-9]{1,9})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Position();

    /// <summary>The keys of a file, and the lines whose values come from variables.</summary>
    private sealed record KeyPlaces(IReadOnlyList<HoconKey> Keys, IReadOnlyDictionary<int, string> Variables)
    {
        public void AddVariables(Dictionary<string, string> places)
        {
            foreach (var key in Keys.Where(key => Variables.ContainsKey(key.Line)))
            {
                places[key.Path] = Variables[key.Line];
            }
        }

        public void AddAll(Dictionary<string, string> places, string file)
        {
            foreach (var key in Keys)
            {
                places[key.Path] = Variables.GetValueOrDefault(key.Line) ?? $"{file}, line {key.Line}";
            }
        }
    }
}
