using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.DataSet;

/// <summary>
/// Stands for all rooms of one partition. It appends their events through the server's writer, a bounded number at a time, and ends when the tables hold all
/// of them and the journal none.
/// </summary>
internal sealed class PartitionFiller : UntypedActor
{
    private readonly IEnumerator<RoomEvent> _events;
    private readonly IRoomTables _tables;
    private readonly RoomSettings _settings;
    private readonly int _partition;
    private readonly Action<int> _written;
    private readonly TaskCompletionSource _done;
    private readonly AppendBudget _budget;
    private readonly MessageIds _ids;
    private IActorRef _writer = ActorRefs.Nobody;
    private int _underWay;

    private PartitionFiller(int partition, IEnumerable<RoomEvent> events, IRoomTables tables, RoomSettings settings, Action<int> written, TaskCompletionSource done)
    {
        (_partition, _events, _tables, _settings, _written, _done) = (partition, events.GetEnumerator(), tables, settings, written, done);
        _budget = new AppendBudget(settings.MaxPendingAppends);
        _ids = new MessageIds(partition, settings.Partitions);
    }

    /// <param name="partition">The partition.</param>
    /// <param name="events">The events in its rooms.</param>
    /// <param name="tables">The projection.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="written">Called with the number of persisted events.</param>
    /// <param name="done">Completes when all are persisted.</param>
    public static Props Props(int partition, IEnumerable<RoomEvent> events, IRoomTables tables, RoomSettings settings, Action<int> written, TaskCompletionSource done) =>
        Akka.Actor.Props.CreateBy(new Producer(() => new PartitionFiller(partition, events, tables, settings, written, done)));

    protected override void PreStart()
    {
        _writer = Context.ActorOf(RoomWriter.Props(_partition, 0, _tables, _budget, _ids, _settings, TimeProvider.System));
        Context.Watch(_writer);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WriterCommands.WriterReady: Append(); break;
            case WriterCommands.Appended appended: Appended(appended); break;
            case WriterCommands.Emptied: _done.TrySetResult(); break;
            case Status.Failure failure: _done.TrySetException(failure.Cause); break;
            case Terminated: _done.TrySetException(new InvalidOperationException($"The writer of partition {_partition} failed; the log says why.")); break;
            default: Unhandled(message); break;
        }
    }

    private void Appended(WriterCommands.Appended appended)
    {
        _underWay -= appended.Count;
        _written(appended.Count);
        if (_underWay < _settings.MaxBatch)
        {
            Append();
        }
    }

    private void Append()
    {
        while (_underWay < _settings.MaxBatch * 2)
        {
            if (!_events.MoveNext())
            {
                FinishWhenProjected();
                return;
            }

            _budget.TryTake(1);
            _writer.Tell(new WriterCommands.Append(WithId(_events.Current), null));
            _underWay++;
        }
    }

    private RoomEvent WithId(RoomEvent happened) =>
        happened is MessagePosted posted ? posted with { Message = posted.Message with { Id = _ids.Take() } } : happened;

    /// <summary>An empty journal means that the tables hold everything, so a server that starts on it has nothing to replay.</summary>
    private void FinishWhenProjected()
    {
        if (_underWay == 0)
        {
            _writer.Tell(WriterCommands.Empty.Instance);
        }
    }

    private sealed class Producer(Func<PartitionFiller> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(PartitionFiller);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
