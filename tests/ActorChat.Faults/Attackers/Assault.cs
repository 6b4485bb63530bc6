using System.Net;
using System.Text;
using ActorChat.Faults.Hostile;

namespace ActorChat.Faults.Attackers;

/// <summary>One attack under way: its choices, its connections, and what it notes.</summary>
/// <param name="target">Whom it is against.</param>
/// <param name="attack">The attack's name.</param>
/// <param name="seed">What all of its choices follow from.</param>
internal sealed class Assault(Target target, string attack, int seed) : IDisposable
{
    private readonly List<RawConnection> _connections = [];

    /// <summary>Every wait of the server's settings has passed after this long, and then some for a busy machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public Random Random { get; } = new(seed);

    /// <summary>The address that all of it comes from.</summary>
    public IPAddress Source { get; set; } = Target.Sources[new Random(seed).Next(Target.Sources.Count)];

    /// <summary>A user who has nothing to do with it, and whose password is guessed at.</summary>
    public string Victim => target.Victim;

    private AttackBook Book => target.Book;

    public Task<RawConnection> OpenAsync(int? receiveBuffer = null) => OpenAsync(target.Server, receiveBuffer);

    /// <summary>To the address of the operators.</summary>
    public Task<RawConnection> OpenToOperatorsAsync() => OpenAsync(target.Operators, null);

    /// <summary>Sends a request and notes what is answered.</summary>
    public async Task<HttpAnswer?> AskAsync(RawConnection connection, ReadOnlyMemory<byte> request)
    {
        await connection.SendAsync(request);
        return await HearAsync(connection, request);
    }

    /// <summary>Notes the answer to what was sent before.</summary>
    public async Task<HttpAnswer?> HearAsync(RawConnection connection, ReadOnlyMemory<byte> request)
    {
        var answer = await connection.ReadAnswerAsync();
        if (answer is not null)
        {
            Book.Answered(answer.Status, answer.Body, attack, FirstLine(request));
        }

        return answer;
    }

    /// <summary>A request on a connection of its own.</summary>
    public async Task<HttpAnswer?> AskOnceAsync(ReadOnlyMemory<byte> request)
    {
        using var connection = await RawConnection.OpenAsync(target.Server, Source);
        return await AskAsync(connection, request);
    }

    /// <summary>One of the attackers' own accounts, and the one it has a dialog with.</summary>
    public (Login Self, Login Companion) Pair()
    {
        var place = Random.Next(target.Logins.Count);
        return (target.Logins[place], target.Logins[place ^ 1]);
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    public TEnum Pick<TEnum>()
        where TEnum : struct, Enum => Pick(Enum.GetValues<TEnum>());

    /// <summary>Counts what was tried, finer than the attack's name.</summary>
    public void Did(string what) => Book.Tried(attack, what);

    /// <summary>Notes that the server did what it must not do.</summary>
    public void Find(string what) => Book.Find(new Finding(attack, seed, what));

    /// <summary>The server must end this connection, whatever its client does or leaves undone.</summary>
    public async Task MustEndAsync(RawConnection connection, string what)
    {
        if (!await connection.EndsWithinAsync(Deadline))
        {
            Find($"still open {Deadline.TotalSeconds} s after {what}");
        }
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private async Task<RawConnection> OpenAsync(IPEndPoint server, int? receiveBuffer)
    {
        var connection = await RawConnection.OpenAsync(server, Source, receiveBuffer);
        _connections.Add(connection);
        return connection;
    }

    private static string FirstLine(ReadOnlyMemory<byte> request)
    {
        var end = request.Span.IndexOf((byte)'\r');
        return Encoding.Latin1.GetString(request.Span[..Math.Min(end < 0 ? request.Length : end, 120)]);
    }
}
