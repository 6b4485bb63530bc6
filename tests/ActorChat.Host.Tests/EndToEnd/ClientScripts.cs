using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>Runs programs that drive other people's clients.</summary>
internal static class ClientScripts
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>The root of the sources.</summary>
    public static string Root { get; } = RootOf();

    /// <summary>Where the scripts and npm's packages are.</summary>
    public static string Folder { get; } = Path.Combine(Root, "tests", "clients");

    /// <summary>Runs a program to its end; returns its exit code and its output.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder }, s_patience);

    /// <summary>Runs the tests of a package of ours, which start and kill this build of the server themselves.</summary>
    /// <param name="package">Its folder under <c>clients</c>.</param>
    /// <param name="patience">How long they may take.</param>
    public static Task<(int ExitCode, string Output)> TestAsync(string package, TimeSpan patience)
    {
        var start = new ProcessStartInfo("npm", ["test"]) { WorkingDirectory = Path.Combine(Root, "clients", package) };
        start.Environment["ACTORCHAT_HOST"] = Path.Combine(AppContext.BaseDirectory, "ActorChat.Host.dll");
        return RunAsync(start, patience);
    }

    /// <summary>Runs a program to its end, if that comes in time; returns its exit code and its output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, TimeSpan patience)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(patience);
            return (process.ExitCode, await errors + await output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string RootOf([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
