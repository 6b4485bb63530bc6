using System.Net;
using System.Text;
using ActorChat.Faults.Hostile;

namespace ActorChat.Faults.Attackers;

/// <summary>One running attack: its choices, its connections, and its notes.</summary>
/// <param name="target">The server under attack.</param>
/// <param name="attack">The attack's name.</param>
/// <param name="seed">Determines all of its choices.</param>
internal sealed class Assault(Target target, string attack, int seed) : IDisposable
{
    private readonly List<RawConnection> _connections = [];

    /// <summary>Longer than every timeout in the server's settings, with a margin for a busy machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public Random Random { get; } = new(seed);

    /// <summary>The source address of the whole attack.</summary>
    public IPAddress Source { get; set; } = Target.Sources[new Random(seed).Next(Target.Sources.Count)];

    /// <summary>A user who takes no part, and whose password is being guessed.</summary>
    public string Victim => target.Victim;

    private AttackBook Book => target.Book;

    public Task<RawConnection> OpenAsync(int? receiveBuffer = null) => OpenAsync(target.Server, receiveBuffer);

    /// <summary>Sends to the operators' address.</summary>
    public Task<RawConnection> OpenToOperatorsAsync() => OpenAsync(target.Operators, null);

    /// <summary>Sends a request and notes the answer.</summary>
    public async Task<HttpAnswer?> AskAsync(RawConnection connection, ReadOnlyMemory<byte> request)
    {
        await connection.SendAsync(request);
        return await HearAsync(connection, request);
    }

    /// <summary>Notes the answer to an earlier request.</summary>
    public async Task<HttpAnswer?> HearAsync(RawConnection connection, ReadOnlyMemory<byte> request)
    {
        var answer = await connection.ReadAnswerAsync();
        if (answer is not null)
        {
            Book.Answered(answer.Status, answer.Body, attack, FirstLine(request));
        }

        return answer;
    }

    /// <summary>A request on a new connection.</summary>
    public async Task<HttpAnswer?> AskOnceAsync(ReadOnlyMemory<byte> request)
    {
        using var connection = await RawConnection.OpenAsync(target.Server, Source);
        return await AskAsync(connection, request);
    }

    /// <summary>One of the attackers' accounts, and the one it has a dialog with.</summary>
    public (Login Self, Login Companion) Pair()
    {
        var place = Random.Next(target.Logins.Count);
        return (target.Logins[place], target.Logins[place ^ 1]);
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    public TEnum Pick<TEnum>()
        where TEnum : struct, Enum => Pick(Enum.GetValues<TEnum>());

    /// <summary>Counts what was tried, in more detail than the attack's name.</summary>
    public void Did(string what) => Book.Tried(attack, what);

    /// <summary>Notes that the server did something that it must not do.</summary>
    public void Find(string what) => Book.Find(new Finding(attack, seed, what));

    /// <summary>The server must end this connection, whatever its client does or does not do.</summary>
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
