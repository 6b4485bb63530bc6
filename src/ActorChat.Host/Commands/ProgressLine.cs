using System.Globalization;
using ActorChat.Actors.Common;

namespace ActorChat.Host.Commands;

/// <summary>
/// Says how far long work is, on the standard error: in a terminal one line that changes, elsewhere a line every few seconds. Work that is done within a second
/// says nothing.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const string Clear = "\r\u001b[K";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TextWriter _errors;
    private readonly bool _isTerminal;
    private readonly ITimer _timer;
    private string _work = "";
    private bool _isShown;
    private bool _isOver;

    public ProgressLine(TextWriter errors, bool isTerminal, TimeProvider clock)
    {
        (_errors, _isTerminal) = (errors, isTerminal);
        _timer = Background.StartTimer(clock, Print, Short, isTerminal ? InTerminal : Elsewhere);
    }

    /// <summary>For a command's error output.</summary>
    public static ProgressLine On(TextWriter errors) => new(errors, ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>What is being done now.</summary>
    public void Show(string work)
    {
        lock (_gate)
        {
            _work = work;
        }
    }

    /// <summary>The same with how much of it is done.</summary>
    public void Show(string work, long done, long total) =>
        Show(total == 0 ? work : string.Create(CultureInfo.InvariantCulture, $"{work}: {100 * done / total} % of {Bytes(total)}"));

    /// <summary>A size for people.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.##} GiB"),
    };

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isOver = true;
            if (_isShown && _isTerminal)
            {
                _errors.Write(Clear);
            }
        }
    }

    private void Print()
    {
        lock (_gate)
        {
            if (_isOver || _work.Length == 0)
            {
                return;
            }

            _isShown = true;
            if (_isTerminal)
            {
                _errors.Write(Clear + _work);
            }
            else
            {
                _errors.WriteLine(_work);
            }
        }
    }
}
