using ActorChat.Actors;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Host.Lifecycle;

/// <summary>
/// The orderly stop: not ready and no new connections from the first moment; then the sessions leave in waves, each after its pending requests are answered.
/// It ends with the last session, or at its deadline.
/// </summary>
internal sealed partial class Drain(IChatActors actors, StoppingSettings settings, TimeProvider clock, ILogger<Drain> log)
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    public async Task RunAsync()
    {
        _hasBegun = true;
        var began = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(settings.Deadline, clock);
        try
        {
            Begins(log, settings.Notice);
            await Task.Delay(settings.Notice, clock, deadline.Token);
            await LetLeaveAsync(deadline.Token);
            await actors.WhenAllLeftAsync(deadline.Token);
            Done(log, clock.GetElapsedTime(began).TotalSeconds);
        }
        catch (Exception late) when (late is OperationCanceledException or AskTimeoutException)
        {
            Late(log, settings.Deadline);
        }
    }

    private async Task LetLeaveAsync(CancellationToken deadline)
    {
        var live = await actors.LeaveWaveAsync(0);
        var wave = settings.WaveOf(live.Sessions);
        Leaving(log, live.Sessions, wave, settings.WaveEvery);
        while ((live = await actors.LeaveWaveAsync(wave)).Staying > 0)
        {
            await Task.Delay(settings.WaveEvery, clock, deadline);
        }
    }

    [LoggerMessage(300, LogLevel.Information, "Told to stop: not ready, no new connections; sessions start to leave in {Notice}")]
    private static partial void Begins(ILogger log, TimeSpan notice);

    [LoggerMessage(301, LogLevel.Information, "{Sessions} sessions are leaving, {Wave} every {Every}")]
    private static partial void Leaving(ILogger log, int sessions, int wave, TimeSpan every);

    [LoggerMessage(302, LogLevel.Information, "All sessions have left, {Seconds:F1} s after the signal")]
    private static partial void Done(ILogger log, double seconds);

    [LoggerMessage(303, LogLevel.Warning, "Sessions that had not left {Deadline} after the signal are cut off; actorchat.stopping.deadline may be too short")]
    private static partial void Late(ILogger log, TimeSpan deadline);
}
