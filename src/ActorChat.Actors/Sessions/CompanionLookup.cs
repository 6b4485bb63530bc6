using System.Diagnostics.CodeAnalysis;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Finds the companions that a client names, and remembers the rooms with them. Requests are handled in the order in which they came: while a companion is
/// looked up, later ones wait here. Bounded by the edge's requests in flight.
/// </summary>
internal sealed class CompanionLookup(IAccounts accounts, int maxKnown, IActorRef session)
{
    /// <summary>Sent to the session: the account, or null if there is none.</summary>
    public sealed record Found(SessionCommands.Request Request, Account? Companion) : INoSerializationVerificationNeeded;

    /// <summary>Sent to the session: the accounts could not be asked.</summary>
    public sealed record Failed(SessionCommands.Request Request, Exception Cause) : INoSerializationVerificationNeeded;

    private readonly Dictionary<Login, RoomKey> _known = [];
    private Queue<SessionCommands.Request>? _waiting;

    public bool IsLooking { get; private set; }

    /// <summary>The session ends: these requests get no answer.</summary>
    public IEnumerable<SessionCommands.Request> Waiting => _waiting ?? [];

    public RoomKey? RoomWith(Login companion) => _known.GetValueOrDefault(companion);

    /// <summary>It only saves look-ups, so a full memory starts over.</summary>
    public void Remember(Login companion, RoomKey room)
    {
        if (_known.Count >= maxKnown)
        {
            _known.Clear();
        }

        _known[companion] = room;
    }

    public void ForgetAll() => _known.Clear();

    /// <summary>Looks a companion up. False if that takes a while: the session then gets a message.</summary>
    public bool TryFind(Login companion, SessionCommands.Request request, out Account? account)
    {
        var finding = accounts.FindAsync(companion);
        if (finding.IsCompletedSuccessfully)
        {
            account = finding.Result;
            return true;
        }

        account = null;
        IsLooking = true;
        TellWhenFound(finding.AsTask(), request);
        return false;
    }

    public void Wait(SessionCommands.Request request) => (_waiting ??= new()).Enqueue(request);

    /// <summary>The look-up has ended, successfully or not.</summary>
    public void End() => IsLooking = false;

    /// <summary>The next request that waited, unless another companion is being looked up by now.</summary>
    public bool TryTakeWaiting([NotNullWhen(true)] out SessionCommands.Request? next)
    {
        next = null;
        return !IsLooking && _waiting is not null && _waiting.TryDequeue(out next);
    }

    /// <summary>A separate method, so that only a slow look-up allocates these two closures.</summary>
    private void TellWhenFound(Task<Account?> finding, SessionCommands.Request request) => finding.PipeTo(
        session,
        success: account => new Found(request, account),
        failure: cause => new Failed(request, cause));
}
