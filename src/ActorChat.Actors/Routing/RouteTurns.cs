namespace ActorChat.Actors.Routing;

/// <summary>
/// Numbers the changes of a node's routes. Two requests of one sender to a partition keep their order if the route has not changed between them; otherwise the
/// second one must wait until the first one is answered.
/// </summary>
internal sealed class RouteTurns
{
    private readonly Lock _turn = new();
    private long _last;

    /// <summary>The number of the last change. Whoever reads it sees every route as it was after that change, or later.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Changes a route.</summary>
    /// <param name="change">Makes the change visible, with its number.</param>
    public void Change(Action<long> change)
    {
        lock (_turn)
        {
            change(_last + 1);
            Volatile.Write(ref _last, _last + 1);
        }
    }
}
