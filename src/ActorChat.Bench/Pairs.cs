namespace ActorChat.Bench;

/// <summary>Makes the accounts of a run's pairs, connects them and has each pair join its room.</summary>
internal sealed class Pairs(ChatOptions options, Scoreboard score)
{
    private const int Concurrency = 50;

    /// <summary>The most messages that one sender of an open loop has in flight; further ones that are due count as not sent.</summary>
    private const int OpenLoopWindow = 4096;

    /// <summary>Every sender; those of one pair are neighbours.</summary>
    /// <exception cref="LoadException">One of them could not connect or join.</exception>
    public async Task<Sender[]> OpenAsync(CancellationToken stop)
    {
        using var accounts = new Accounts(options.Server);
        var users = await accounts.MakeAsync(options.Pairs * 2, stop);
        await Console.Error.WriteLineAsync($"connecting {users.Length} users, joining {options.Pairs} rooms");

        // A run has its own client ids: those of an earlier one would be recognised as repeats.
        var run = options.ClientIds ? Guid.NewGuid().ToString("N")[..12] + "-" : null;
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });
        var senders = new Sender[users.Length];
        try
        {
            await Parallel.ForAsync(0, users.Length, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stop }, async (index, cancelled) =>
                senders[index] = await OpenOneAsync(users[index], users[index ^ 1], index % 2 == 0, run, http, cancelled));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new LoadException("stopped before all users were connected");
        }

        for (var index = 0; index < senders.Length; index++)
        {
            senders[index].Companion = senders[index ^ 1];
        }

        return senders;
    }

    private async Task<Sender> OpenOneAsync(LoadUser user, LoadUser companion, bool isFirst, string? run, HttpMessageInvoker http, CancellationToken stop)
    {
        var connection = await Connection.OpenAsync(options.Server.Url, http, user, stop);
        await connection.AskAsync("join_room", $"{{\"login\":\"{user.Login}\",\"companion\":\"{companion.Login}\"}}", stop);
        var text = new ChatText(user.Login, companion.Login, isFirst, options.TextLength, run);
        return new Sender(connection, text, score, isFirst, options.Rate is null ? options.Window : OpenLoopWindow, options.Rate is null);
    }
}
