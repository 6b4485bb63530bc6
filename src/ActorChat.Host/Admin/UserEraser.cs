using System.Threading.Channels;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Nodes;
using ActorChat.Storage;

namespace ActorChat.Host.Admin;

/// <summary>
/// Erases users, one after the other: first nobody can log in as them, then the rooms forget what they wrote, then the journals and the files do. Each step
/// is on disk and can be repeated, so an erasure that a crash or a failure interrupted can resume.
/// </summary>
internal sealed partial class UserEraser : IAsyncDisposable
{
    private const int RoomsAtATime = 8;
    private const int Tries = 5;
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ChatStorage _storage;
    private readonly IChatActors _actors;
    private readonly AllNodes _nodes;
    private readonly Action _clearCaches;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<Job> _waiting = Channel.CreateBounded<Job>(MaxWaiting);
    private readonly Task _run;

    /// <param name="storage">The storage.</param>
    /// <param name="actors">The rooms and sessions.</param>
    /// <param name="nodes">The other nodes.</param>
    /// <param name="clearCaches">Clears what the node keeps of messages outside of its rooms.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The log.</param>
    public UserEraser(ChatStorage storage, IChatActors actors, AllNodes nodes, Action clearCaches, TimeProvider clock, ILogger log)
    {
        (_storage, _actors, _nodes, _clearCaches, _clock, _log) = (storage, actors, nodes, clearCaches, clock, log);
        _run = Task.Run(RunAsync);
    }

    /// <summary>
    /// Erases a user. From the beginning on nobody can log in as the user; the answer comes when everything is done. It is null if there is no such user.
    /// </summary>
    /// <exception cref="StorageBusyException">Too many users wait to be erased, or the server stops. A started erasure resumes at the next start.</exception>
    public async Task<Erased?> EraseAsync(Login login)
    {
        if (await _storage.Erasure.BeginAsync(login) is not { } tokens)
        {
            return null;
        }

        await _actors.TellErasedAsync(login);
        var elsewhere = await ForgetElsewhereAsync(login, tokens);
        var sessions = await EndAllAsync(login);
        return (await EnqueueAsync(login)) with { SessionsEnded = sessions + elsewhere.Answers.Sum(answer => answer.Answer.Count) };
    }

    /// <summary>
    /// Resumes erasures that started before the last stop or crash. A node that starts while another one erases a user does the same work again: each step can be
    /// repeated, at the same time too.
    /// </summary>
    public async Task ResumeAsync()
    {
        foreach (var login in await _storage.Erasure.UnfinishedAsync())
        {
            _waiting.Writer.TryWrite(new Job(login));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        await _run;
        _closing.Dispose();
    }

    private Task<Erased> EnqueueAsync(Login login)
    {
        var job = new Job(login);
        return _waiting.Writer.TryWrite(job) ? job.Done.Task : Task.FromException<Erased>(new StorageBusyException("Too many users wait to be erased."));
    }

    private async Task RunAsync()
    {
        await foreach (var job in _waiting.Reader.ReadAllAsync())
        {
            Begins(_log, job.Login.Name);
            try
            {
                var erased = await EraseWithTriesAsync(job.Login);
                IsErased(_log, job.Login.Name, erased.Rooms);
                job.Done.SetResult(erased);
            }
#pragma warning disable CA1031 // The caller gets the failure, whatever it is; the next user is still erased.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                IsNotErased(_log, job.Login.Name, failure);
                job.Done.SetException(new StorageBusyException("The user is not erased yet."));
            }
        }
    }

    /// <summary>A partition that restarts, or a full queue, recovers within seconds.</summary>
    private async Task<Erased> EraseWithTriesAsync(Login login)
    {
        for (var left = Tries - 1; ; left--)
        {
            _closing.Token.ThrowIfCancellationRequested();
            try
            {
                return await EraseOnceAsync(login);
            }
#pragma warning disable CA1031 // Any failure: it is tried again, and the last failure is reported.
            catch (Exception) when (left > 0)
#pragma warning restore CA1031
            {
                await Task.Delay(Pause, _clock, _closing.Token);
            }
        }
    }

    private async Task<Erased> EraseOnceAsync(Login login)
    {
        var erased = 0;
        // Messages that reached a room during the first pass are found by the next.
        while (await _storage.Erasure.RoomsWithTextAsync(login) is { Count: > 0 } rooms)
        {
            await EraseInAsync(rooms, login);
            erased += rooms.Count;
        }

        await EndAllAsync(login);
        Demand((await ForgetElsewhereAsync(login, [])).Silent.Count == 0, "a node does not answer");
        // For a room that was being opened with the user when the erasure began.
        await _actors.TellErasedAsync(login);
        _clearCaches();
        Demand(await _actors.EmptyJournalsAsync(), "the journal cannot be emptied");
        Demand(await _storage.Erasure.ScrubAsync(login), "the databases' files are being read");
        await _storage.Erasure.FinishAsync(login);
        return new Erased(0, erased);
    }

    private Task EraseInAsync(IReadOnlyList<RoomNumber> rooms, Login login) =>
        Parallel.ForEachAsync(rooms, new ParallelOptions { MaxDegreeOfParallelism = RoomsAtATime, CancellationToken = _closing.Token }, async (room, _) =>
            Demand(await _actors.EraseAuthorAsync(room, login), "a room is busy"));

    /// <summary>Other nodes have accounts, tokens, sessions and renderings in their memory.</summary>
    private Task<Asked<RegistryCommands.SessionsEnded>> ForgetElsewhereAsync(Login login, IReadOnlyList<string> tokens) =>
        _nodes.AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.ForgetUser(login, tokens));

    private async Task<int> EndAllAsync(Login login)
    {
        await _storage.Tokens.EndAllAsync(login);
        return await _actors.EndSessionsAsync(login, null, CloseReason.Blocked);
    }

    private static void Demand(bool done, string problem)
    {
        if (!done)
        {
            throw new StorageBusyException(problem);
        }
    }

    [LoggerMessage(320, LogLevel.Information, "The data of {Login} is erased, with messages in {Rooms} rooms")]
    private static partial void IsErased(ILogger log, string login, int rooms);

    [LoggerMessage(321, LogLevel.Warning, "Erasure of {Login} started but not finished; it resumes at the next start, or when it is requested again")]
    private static partial void IsNotErased(ILogger log, string login, Exception failure);

    [LoggerMessage(322, LogLevel.Information, "A user is being erased: {Login}")]
    private static partial void Begins(ILogger log, string login);

    private sealed record Job(Login Login)
    {
        public TaskCompletionSource<Erased> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The result of erasing a user.</summary>
/// <param name="SessionsEnded">Live sessions that were ended.</param>
/// <param name="Rooms">Rooms that held something the user wrote.</param>
internal sealed record Erased(int SessionsEnded, int Rooms);
