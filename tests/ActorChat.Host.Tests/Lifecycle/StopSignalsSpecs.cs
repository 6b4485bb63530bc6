using ActorChat.Host.Lifecycle;

namespace ActorChat.Host.Tests.Lifecycle;

public sealed class StopSignalsSpecs : IDisposable
{
    private readonly StopSignals _signals = new();
    private int _handled;

    public void Dispose() => _signals.Dispose();

    [Fact]
    public void The_first_signal_gives_the_start_up_and_a_second_one_ends_the_process()
    {
        Assert.False(_signals.Told.IsCancellationRequested);

        Assert.True(_signals.Take());
        Assert.True(_signals.Told.IsCancellationRequested);
        Assert.False(_signals.Take());
    }

    [Fact]
    public void Once_the_server_runs_every_signal_is_its_own()
    {
        _signals.HandOver(() => _handled++);
        Assert.Equal(0, _handled);

        Assert.True(_signals.Take());
        Assert.True(_signals.Take());

        Assert.Equal(2, _handled);
        Assert.False(_signals.Told.IsCancellationRequested);
    }

    [Fact]
    public void A_signal_just_before_the_server_runs_is_not_lost()
    {
        _signals.Take();

        _signals.HandOver(() => _handled++);

        Assert.Equal(1, _handled);
    }
}
