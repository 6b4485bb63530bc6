using System.Diagnostics;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>The tool as an operator runs it: a process under its own name, with arguments.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="variables">Variables of its environment, as <c>NAME=value</c>.</param>
    /// <param name="input">Its standard input; empty if nothing is given.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, string[]? variables = null, string input = "")
    {
        using var process = Start(arguments, variables);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(ServerProcess.Patience);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>
    /// Starts a command that goes on until it is ended. As in a terminal it hears SIGINT, also if these tests run in a shell's background, where that is
    /// ignored.
    /// </summary>
    public static Process Start(string[] arguments, string[]? variables = null)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "actorchat"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var variable in variables ?? [])
        {
            start.Environment[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return Process.Start(start)!;
    }
}
