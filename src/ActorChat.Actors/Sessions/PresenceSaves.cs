using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Saves who came online and who left, one save at a time, for a partition of the registry. While anybody is online each save also says that the server is
/// alive: one row, however many users there are.
/// </summary>
internal sealed class PresenceSaves(IAccounts accounts, TimeProvider clock, IActorRef registry, ILoggingAdapter log)
{
    /// <summary>Sent to the registry once a save is done.</summary>
    public sealed record Saved(UnsavedPresence.Changes Changes, IReadOnlyList<IActorRef> Askers) : INoSerializationVerificationNeeded;

    /// <summary>Sent to the registry when a save failed: the next one tries again.</summary>
    public sealed record NotSaved(Exception Cause, IReadOnlyList<IActorRef> Askers) : INoSerializationVerificationNeeded;

    private readonly UnsavedPresence _unsaved = new();

    /// <summary>Who is told when the next save is done, because the server stops.</summary>
    private readonly List<IActorRef> _waiting = [];
    private int _online;
    private bool _saving;

    public void Came(Login login)
    {
        _online++;
        _unsaved.Came(login);
    }

    /// <summary>The user's last session ended; returns when.</summary>
    public long Left(Login login)
    {
        _online--;
        var now = Now();
        _unsaved.Left(login, now);
        return now;
    }

    /// <summary>When a user who is offline left; null if the accounts know.</summary>
    public long? LeftAt(Login login) => _unsaved.LeftAt(login);

    public void Save(IActorRef? asker)
    {
        if (asker is not null)
        {
            _waiting.Add(asker);
        }

        if (_saving)
        {
            return;
        }

        IReadOnlyList<IActorRef> askers = [.. _waiting];
        _waiting.Clear();
        if (_unsaved.IsEmpty && _online == 0)
        {
            _unsaved.ForgetSaved();
            TellAll(askers, RegistryCommands.Flushed.Instance);
            return;
        }

        _saving = true;
        var changes = _unsaved.Take();
        SaveAsync(changes, _online > 0).PipeTo(registry, success: () => new Saved(changes, askers), failure: cause => new NotSaved(cause, askers));
    }

    public void End(Saved saved)
    {
        _unsaved.Saved(saved.Changes);
        GoOn(saved.Askers, RegistryCommands.Flushed.Instance);
    }

    public void End(NotSaved failed)
    {
        log.Warning(failed.Cause, "Times when users were last seen could not be saved; retried later");
        GoOn(failed.Askers, new Status.Failure(failed.Cause));
    }

    /// <summary>The partition ends: its users will not be online for long, and the one that replaces it does not know of them.</summary>
    public void LeaveAll(IEnumerable<Login> online)
    {
        foreach (var login in online)
        {
            Left(login);
        }

        if (!_unsaved.IsEmpty)
        {
            // If it fails, the next start finds them as after a crash.
            Background.Forget(accounts.SaveLastSeenAsync(_unsaved.Take().Left));
        }
    }

    private async Task SaveAsync(UnsavedPresence.Changes changes, bool anyOnline)
    {
        var now = Now();
        if (changes.Left.Count > 0)
        {
            await accounts.SaveLastSeenAsync(changes.Left).ConfigureAwait(false);
        }

        if (anyOnline)
        {
            await accounts.SaveOnlineAsync(changes.Came, now).ConfigureAwait(false);
        }
    }

    private void GoOn(IReadOnlyList<IActorRef> askers, object answer)
    {
        _saving = false;
        TellAll(askers, answer);
        if (_waiting.Count > 0)
        {
            Save(null);
        }
    }

    private static void TellAll(IReadOnlyList<IActorRef> askers, object answer)
    {
        foreach (var asker in askers)
        {
            asker.Tell(answer);
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
