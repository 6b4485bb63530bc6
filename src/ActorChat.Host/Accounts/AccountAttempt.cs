using ActorChat.Host.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary>A login, a change of a password or a registration as it was counted against the limits.</summary>
/// <param name="Refusal">Why it is refused; null where it may go on.</param>
/// <param name="Charge">What it took of the limits.</param>
/// <param name="Forgive">Forgets what failed before, from this address to this login.</param>
internal sealed record AccountAttempt(ProblemHttpResult? Refusal, LimitCharge Charge, Action? Forgive = null)
{
    /// <summary>The password was right: it is no failure, and what failed before from this address to this login counts no more.</summary>
    public void Succeeded()
    {
        Charge.Succeeded();
        Forgive?.Invoke();
    }

    /// <summary>Nothing was done, since the server is busy: it counts against the address that asks, and against nothing that it shares.</summary>
    public void NotDone() => Charge.NotDone();
}
