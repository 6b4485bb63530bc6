using ActorChat.Actors;
using ActorChat.Actors.Rooms;
using ActorChat.Storage;
using ActorChat.Storage.Rooms;
using Akka.Actor;

namespace ActorChat.Host.Retention;

/// <summary>
/// Walks through all rooms from time to time and lets those whose partition is open here remove the texts that were kept long enough: room after room, a bounded
/// number of texts at a time, so that nobody waits for it. Each step can be repeated; what a stop or a failure leaves is found by the next walk.
/// </summary>
internal sealed partial class RetentionWalk : IAsyncDisposable
{
    /// <summary>Rooms that are looked at with one query.</summary>
    private const int RoomsAtATime = 200;

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
        catch (Exception failure) when (failure is StorageBusyException or StorageFailedException or AskTimeoutException)
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
                changed += await ExpireAsync(room) ? 1 : 0;
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

    /// <summary>False if nothing was removed; a room that cannot do it now has its turn in the next walk.</summary>
    private async Task<bool> ExpireAsync(OldestMessage room)
    {
        var any = false;
        while (true)
        {
            _closing.Token.ThrowIfCancellationRequested();
            if (await _actors.ExpireAsync(room.Room, room.Member) is not { } anyMore)
            {
                return any;
            }

            any = true;
            if (!anyMore)
            {
                return any;
            }
        }
    }

    [LoggerMessage(360, LogLevel.Information, "Texts that were kept long enough are removed in {Rooms} rooms")]
    private static partial void Removed(ILogger log, int rooms);

    [LoggerMessage(361, LogLevel.Warning, "Texts that were kept long enough could not all be removed; the next walk goes on")]
    private static partial void IsCut(ILogger log, Exception failure);
}
