using System.Diagnostics.CodeAnalysis;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Decides who is hashed next: logins before registrations, and within each kind the addresses in turn. A registration that has waited for its patience takes
/// every second place, so that no crowd of logins delays it for ever. Time is an argument: ticks of a monotonic clock.
/// </summary>
/// <param name="capacity">The most logins that wait, and the most registrations.</param>
/// <param name="perAddress">The same for one address.</param>
/// <param name="patience">A registration that has waited this long no longer gives way to every login.</param>
internal sealed class FairQueue<T>(int capacity, int perAddress, TimeSpan patience)
{
    private readonly FairLane<T> _logins = new(capacity, perAddress);
    private readonly FairLane<T> _registrations = new(capacity, perAddress);
    private bool _lastWasRegistration;

    public int Count => _logins.Count + _registrations.Count;

    /// <inheritdoc cref="FairLane{T}.TryAdd"/>
    public bool TryAdd(HashKind kind, ClientAddress address, T item, long now, [MaybeNull] out T displaced, out bool hasDisplaced) =>
        (kind == HashKind.Login ? _logins : _registrations).TryAdd(address, item, now, out displaced, out hasDisplaced);

    /// <summary>Takes the next item; false when there is none.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out T item)
    {
        var isDue = !_lastWasRegistration && _registrations.NextSince is { } since && now - since >= patience.Ticks;
        _lastWasRegistration = isDue || _logins.Count == 0;
        return (_lastWasRegistration ? _registrations : _logins).TryTake(out item);
    }
}
