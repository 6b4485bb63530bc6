using System.Diagnostics;

namespace ActorChat.Faults.Labs;

/// <summary>Runs programs of the system to their end.</summary>
internal static class Tool
{
    /// <summary>Runs a program; what it prints is the answer.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, string? input = null)
    {
        var (code, output, errors) = await TryAsync(command, input);
        return code == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {code}: {errors.Trim()} {output.Trim()}");
    }

    /// <summary>Runs a program that may fail.</summary>
    public static async Task<(int Code, string Output, string Errors)> TryAsync(IReadOnlyList<string> command, string? input = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException(command[0]);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Whether a program is on the path.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
