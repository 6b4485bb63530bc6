using System.Collections.Concurrent;
using System.Diagnostics;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>A program on a machine of a lab, with a supervisor that starts it again when it ended by itself.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    /// <summary>The exit code of a program that SIGABRT ended: an exception that nobody caught.</summary>
    public const int Aborted = 134;

    /// <summary>The exit code of a program that SIGSEGV ended.</summary>
    public const int Crashed = 139;

    private readonly LabMachine _machine;
    private readonly Func<LabCommand> _command;
    private readonly TimeSpan _startAgainAfter;
    private readonly ConcurrentQueue<int> _ends = new();
    private readonly Lock _gate = new();
    private Process? _process;
    private Task _supervision = Task.CompletedTask;
    private CancellationTokenSource _unwanted = new();

    /// <param name="machine">Where it runs.</param>
    /// <param name="log">The file for everything that it prints.</param>
    /// <param name="command">Asked at every start.</param>
    /// <param name="startAgainAfter">How long the supervisor waits after an end.</param>
    public LabProcess(LabMachine machine, string log, Func<LabCommand> command, TimeSpan startAgainAfter)
    {
        _machine = machine;
        Log = log;
        _command = command;
        _startAgainAfter = startAgainAfter;
    }

    public string Log { get; }

    /// <summary>Starts so far.</summary>
    public int Starts { get; private set; }

    /// <summary>When it was started last.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>The exit codes of all ends so far; 128 and the signal for one that a signal ended.</summary>
    public IReadOnlyCollection<int> Ends => _ends;

    /// <summary>The process's number; null if it does not run.</summary>
    public int? Id
    {
        get
        {
            lock (_gate)
            {
                return _process is { HasExited: false } process ? process.Id : null;
            }
        }
    }

    /// <summary>Starts it, and from now on whenever it ended.</summary>
    public void Start()
    {
        if (_supervision.IsCompleted)
        {
            _unwanted.Dispose();
            _unwanted = new CancellationTokenSource();
            _supervision = SuperviseAsync(_unwanted.Token);
        }
    }

    /// <summary>Sends a signal if it runs.</summary>
    /// <returns>Whether it ran.</returns>
    public bool Signal(int signal)
    {
        lock (_gate)
        {
            if (_process is not { HasExited: false } process)
            {
                return false;
            }

            Signals.Send(process.Id, signal);
            return true;
        }
    }

    /// <summary>Ends it, and does not start it again.</summary>
    /// <param name="signal">The signal that asks it to end.</param>
    /// <param name="patience">After this it is killed.</param>
    /// <returns>The exit code; null if it had to be killed or did not run.</returns>
    public async Task<int?> StopAsync(int signal, TimeSpan patience)
    {
        lock (_gate)
        {
            _unwanted.Cancel();
        }

        if (!Signal(signal))
        {
            await _supervision;
            return null;
        }

        try
        {
            await _supervision.WaitAsync(patience);
            return _ends.Last();
        }
        catch (TimeoutException)
        {
            Signal(Signals.Kill);
            await _supervision;
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(Signals.Kill, TimeSpan.FromSeconds(10));
        _process?.Dispose();
        _unwanted.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken unwanted)
    {
        while (Launch(unwanted) is { } process)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            _ends.Enqueue(process.ExitCode);
            await Task.Delay(_startAgainAfter, unwanted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private Process? Launch(CancellationToken unwanted)
    {
        var command = _command();
        // The shell becomes the program, as ip does: the number of the process is that of the program.
        var start = new ProcessStartInfo("ip", _machine.On(["sh", "-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", Log, .. command.Words]).Skip(1))
        {
            WorkingDirectory = Path.GetDirectoryName(Log),
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        lock (_gate)
        {
            if (unwanted.IsCancellationRequested)
            {
                return null;
            }

            Starts++;
            StartedAt = TimeProvider.System.GetUtcNow().UtcDateTime;
            return _process = Process.Start(start) ?? throw new InvalidOperationException("ip");
        }
    }
}

/// <summary>A program with its arguments and variables.</summary>
internal sealed record LabCommand(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Environment);
