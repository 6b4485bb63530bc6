using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Nodes;
using Akka.Actor;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Ends the sessions of tokens that are already ended on disk, which cannot be taken back, on all nodes. If the actors do not answer in time, the caller is
/// answered anyway, and it is tried again in the background. When the answer comes, no node lets anybody in by these tokens.
/// </summary>
internal sealed partial class SessionEnding(IChatActors actors, AllNodes nodes, ILogger log) : IDisposable
{
    /// <summary>With the delay of an attempt, about a minute in all.</summary>
    private const int Tries = 6;

    private const int MaxUnderWay = 1000;

    private int _underWay;
    private volatile bool _closed;

    /// <summary>Ends the sessions that these tokens opened.</summary>
    public Task<SessionsEnded> EndAsync(Login login, IReadOnlyList<string> tokenIds, CloseReason reason) => EndAsync(new NodeQuestion.EndTokens(login, tokenIds, EndsAll: false, reason));

    /// <summary>Ends all sessions of the user of these tokens.</summary>
    public Task<SessionsEnded> EndAllAsync(Login login, IReadOnlyList<string> tokenIds, CloseReason reason) => EndAsync(new NodeQuestion.EndTokens(login, tokenIds, EndsAll: true, reason));

    private async Task<SessionsEnded> EndAsync(NodeQuestion.EndTokens ended)
    {
        var elsewhere = nodes.EndTokensAsync(ended);
        var here = await EndHereAsync(ended.Login, ended.EndsAll ? null : ended.TokenIds, ended.Reason);
        var asked = await elsewhere;
        return new SessionsEnded(here + asked.Answers.Sum(answer => answer.Answer.Count), asked.NoAnswer);
    }

    /// <summary>As <see cref="IChatActors.EndSessionsAsync"/>; 0 if they are ended later.</summary>
    private async Task<int> EndHereAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason)
    {
        try
        {
            return await actors.EndSessionsAsync(login, tokenIds, reason);
        }
        catch (AskTimeoutException)
        {
            if (Interlocked.Increment(ref _underWay) <= MaxUnderWay)
            {
                Later(log, login.Name);
                Background.Forget(GoOnAsync(login, tokenIds, reason));
            }
            else
            {
                Interlocked.Decrement(ref _underWay);
                NotEnded(log, login.Name);
            }

            return 0;
        }
    }

    public void Dispose() => _closed = true;

    private async Task GoOnAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason)
    {
        try
        {
            if (!await TryAgainAsync(login, tokenIds, reason))
            {
                NotEnded(log, login.Name);
            }
        }
#pragma warning disable CA1031 // All sessions end with the server.
        catch (Exception) when (_closed)
#pragma warning restore CA1031
        {
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<bool> TryAgainAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason)
    {
        for (var left = Tries; left > 0 && !_closed; left--)
        {
            try
            {
                await actors.EndSessionsAsync(login, tokenIds, reason);
                return true;
            }
            catch (AskTimeoutException)
            {
                // The ask itself waits long enough.
            }
        }

        return _closed;
    }

    [LoggerMessage(330, LogLevel.Warning, "Sessions of {Login} could not be ended in time; trying again")]
    private static partial void Later(ILogger log, string login);

    [LoggerMessage(331, LogLevel.Warning, "Gave up ending sessions of {Login}: their tokens have ended, but the sessions stay until they disconnect")]
    private static partial void NotEnded(ILogger log, string login);
}

/// <summary>How many sessions were ended.</summary>
/// <param name="Count">On all nodes that answered.</param>
/// <param name="NoAnswer">The nodes that did not answer; null if there is none.</param>
internal sealed record SessionsEnded(int Count, IReadOnlyList<string>? NoAnswer);
