using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Takes, renews and gives back the leases of a node's partitions: one request renews them all. A renewal that fails or hangs does not delay the next one. A
/// lease that somebody else holds by now is reported lost. One that has run out is not, for as long again: nothing is answered under it, but as long as nobody
/// has taken it, a renewal makes it good.
/// </summary>
public sealed class LeaseKeeper : IDisposable
{
    /// <summary>One connection that hangs must not cost the leases; more than a few of them would not help.</summary>
    private const int MostUnderWay = 3;

    private readonly IPartitionLeases _leases;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log;
    private readonly Lock _turn = new();
    private readonly Dictionary<PartitionLease, Action> _kept = [];
    private readonly ITimer _timer;
    private int _underWay;
    private bool _isFailing;

    /// <param name="leases">The storage's leases.</param>
    /// <param name="renewEvery">How often they are renewed.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The log.</param>
    public LeaseKeeper(IPartitionLeases leases, TimeSpan renewEvery, TimeProvider clock, ILoggingAdapter log)
    {
        (_leases, _clock, _log) = (leases, clock, log);
        _timer = Background.StartTimer(clock, () => Background.Forget(RenewAsync()), renewEvery, renewEvery);
    }

    /// <summary>Tries to take a lease. It is not renewed before <see cref="Keep"/>, so one that nobody needs any more runs out.</summary>
    /// <returns>The lease, or null and how long somebody else may still hold it.</returns>
    public async Task<(PartitionLease? Lease, TimeSpan FreeIn)> TakeAsync(int partition)
    {
        var sent = _clock.GetTimestamp();
        var answer = await _leases.TakeAsync(partition).ConfigureAwait(false);
        return answer.Epoch is { } epoch
            ? (new PartitionLease(partition, epoch, answer.Follows, EndOf(sent), _clock), TimeSpan.Zero)
            : (null, answer.FreeIn);
    }

    /// <summary>Renews a lease from now on.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="lost">Called once if it is lost; not if it is given back.</param>
    public void Keep(PartitionLease lease, Action lost)
    {
        lock (_turn)
        {
            _kept.Add(lease, lost);
        }
    }

    /// <summary>Gives a lease back. Nothing is answered under it from now on, even if this fails.</summary>
    public Task ReleaseAsync(PartitionLease lease, bool inOrder)
    {
        lease.End();
        lock (_turn)
        {
            _kept.Remove(lease);
        }

        return _leases.ReleaseAsync(lease.Partition, lease.Epoch, inOrder);
    }

    public void Dispose() => _timer.Dispose();

    private async Task RenewAsync()
    {
        ReportLost(lease => lease.HasRunOutFor(_leases.Length));
        KeyValuePair<int, long>[] asked;
        HashSet<PartitionLease> renewed;
        lock (_turn)
        {
            if (_kept.Count == 0 || _underWay >= MostUnderWay)
            {
                return;
            }

            renewed = [.. _kept.Keys];
            asked = [.. renewed.Select(lease => KeyValuePair.Create(lease.Partition, lease.Epoch))];
            _underWay++;
        }

        try
        {
            var sent = _clock.GetTimestamp();
            var held = await _leases.RenewAsync(asked).ConfigureAwait(false);
            foreach (var lease in renewed.Where(lease => held.Contains(lease.Partition)))
            {
                lease.HoldUntil(EndOf(sent));
            }

            ChatMetrics.LeasesRenewed(_clock, sent);
            ReportLost(lease => renewed.Contains(lease) && !held.Contains(lease.Partition));
            Log(null);
        }
#pragma warning disable CA1031 // Whatever it is, the next renewal may work, and the leases run out if none does.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log(failure);
        }
        finally
        {
            lock (_turn)
            {
                _underWay--;
            }
        }
    }

    private long EndOf(long sent) => sent + (long)(_leases.Length.TotalSeconds * _clock.TimestampFrequency);

    private void ReportLost(Func<PartitionLease, bool> isLost)
    {
        List<Action> lost = [];
        lock (_turn)
        {
            foreach (var lease in _kept.Keys.Where(isLost).ToList())
            {
                lease.End();
                _kept.Remove(lease, out var report);
                lost.Add(report!);
                ChatMetrics.LeaseLost();
            }
        }

        lost.ForEach(report => report());
    }

    /// <summary>The first failure, and that it is over.</summary>
    private void Log(Exception? failure)
    {
        var isNew = false;
        lock (_turn)
        {
            isNew = _isFailing != failure is not null;
            _isFailing = failure is not null;
        }

        if (isNew && failure is not null)
        {
            _log.Warning(failure, "The leases of this node's partitions cannot be renewed; tried again until they run out");
        }
        else if (isNew)
        {
            _log.Info("The leases of this node's partitions are renewed again");
        }
    }
}
