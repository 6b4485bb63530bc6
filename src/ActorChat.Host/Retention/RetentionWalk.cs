using ActorChat.Actors;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Host.Retention;

/// <summary>
/// Walks through all rooms from time to time and lets those whose partition is open here remove the texts that were kept long enough: room after room, a bounded
/// number of texts at a time, each of them once the tables hold the one before, and then a pause, so that nobody waits for it. Each step can be repeated; what a
/// stop or a failure leaves is found by the next walk.
/// </summary>
internal sealed partial class RetentionWalk : IAsyncDisposable
{
    /// <summary>Rooms that are looked at with one query.</summary>
    private const int RoomsAtATime = 200;

    /// <summary>How long it rests for the time that a step took: it works for a fifth of the time, so others hardly notice a first walk over years of texts.</summary>
    private const int RestForWork = 4;

    private readonly RetainedRooms _rooms;
    private readonly IChatActors _actors;
    private readonly RoomRules _rules;
    private readonly RetentionSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _run;

    /// <param name="rooms">The rooms.</param>
    /// <param name="actors">The actors.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The log.</param>
    public RetentionWalk(RetainedRooms rooms, IChatActors actors, RoomRules rules, RetentionSettings settings, TimeProvider clock, ILogger log)
    {
        (_rooms, _actors, _rules, _settings, _clock, _log) = (rooms, actors, rules, settings, clock, log);
        _run = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _run;
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        using var every = new PeriodicTimer(_settings.Every, _clock);
        try
        {
            while (await every.WaitForNextTickAsync(_closing.Token))
            {
                await WalkWithoutFailingAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task WalkWithoutFailingAsync()
    {
        try
        {
            if (await WalkAsync() is > 0 and var rooms)
            {
                Removed(_log, rooms);
            }
        }
#pragma warning disable CA1031 // Whatever it is: the next walk tries again.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            IsCut(_log, failure);
        }
    }

    /// <summary>Returns how many rooms lost texts.</summary>
    private async Task<int> WalkAsync()
    {
        var (changed, after) = (0, default(RoomNumber));
        while (true)
        {
            var rooms = await _rooms.OldestAsync(after, RoomsAtATime, onlyOwn: !_settings.IsOn);
            foreach (var room in rooms.Where(IsOver))
            {
                changed += await ExpireWithoutFailingAsync(room) ? 1 : 0;
            }

            if (rooms.Count < RoomsAtATime)
            {
                return changed;
            }

            after = rooms[^1].Room;
        }
    }

    private bool IsOver(OldestMessage oldest) =>
        oldest.Time is { } time && _rules.IsExpired(oldest.Kept, time, _clock.GetUtcNow().ToUnixTimeMilliseconds()) && _actors.IsHere(oldest.Room);

    /// <summary>A room that fails does not keep the others from their turn; it has its own in the next walk.</summary>
    private async Task<bool> ExpireWithoutFailingAsync(OldestMessage room)
    {
        try
        {
            return await ExpireAsync(room);
        }
#pragma warning disable CA1031 // Whatever it is: the next walk tries again.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Fails(_log, room.Room.ToString(), failure);
            return false;
        }
    }

    /// <summary>False if nothing was removed; a room that cannot do it now has its turn in the next walk.</summary>
    private async Task<bool> ExpireAsync(OldestMessage room)
    {
        for (var any = false; ; any = true)
        {
            _closing.Token.ThrowIfCancellationRequested();
            var began = _clock.GetTimestamp();
            if (await _actors.ExpireAsync(room.Room, room.Member) is not { } anyMore)
            {
                return any;
            }

            await _rooms.WhenWrittenAsync(room.Room);
            await Task.Delay(_clock.GetElapsedTime(began) * RestForWork, _clock, _closing.Token);
            if (!anyMore)
            {
                return true;
            }
        }
    }

    [LoggerMessage(360, LogLevel.Information, "Texts that were kept long enough are removed in {Rooms} rooms")]
    private static partial void Removed(ILogger log, int rooms);

    [LoggerMessage(361, LogLevel.Warning, "Texts that were kept long enough could not all be removed; the next walk goes on")]
    private static partial void IsCut(ILogger log, Exception failure);

    [LoggerMessage(362, LogLevel.Warning, "Texts of room {Room} that were kept long enough could not be removed; the next walk tries again")]
    private static partial void Fails(ILogger log, string room, Exception failure);
}
