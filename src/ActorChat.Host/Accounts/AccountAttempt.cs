using ActorChat.Host.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary>A login, a password change or a registration, as it was counted against the limits.</summary>
/// <param name="Refusal">Why it is refused; null if it may continue.</param>
/// <param name="Charge">What it took from the limits.</param>
/// <param name="Forgive">Clears the earlier failures from this address to this login.</param>
internal sealed record AccountAttempt(ProblemHttpResult? Refusal, LimitCharge Charge, Action? Forgive = null)
{
    /// <summary>The password was right: it is not a failure, and earlier failures from this address to this login no longer count.</summary>
    public void Succeeded()
    {
        Charge.Succeeded();
        Forgive?.Invoke();
    }

    /// <summary>Nothing was done, because the server is busy. It counts against the client's address, but not against shared limits.</summary>
    public void NotDone() => Charge.NotDone();
}
