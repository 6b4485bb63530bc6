using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>A process started by the tests, read line by line and killed with all its children at the end.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 40;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The last lines written to standard error, for the message of a failing test.</summary>
    public string Errors => string.Join('\n', _errors);

    public static ChildProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>The next line of standard output, or null at its end.</summary>
    /// <exception cref="OperationCanceledException">No line came within <paramref name="within"/>.</exception>
    public async Task<string?> ReadLineAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        return await _process.StandardOutput.ReadLineAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _errors.Enqueue(line);
        while (_errors.Count > KeptErrorLines)
        {
            _errors.TryDequeue(out _);
        }
    }
}
