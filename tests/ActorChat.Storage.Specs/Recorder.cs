using ActorChat.Actors.Rooms;
using Akka.Actor;
using Akka.Persistence;

namespace ActorChat.Storage.Specs;

/// <summary>A persistent actor that keeps its recovered events.</summary>
public sealed class Recorder : UntypedPersistentActor
{
    private readonly List<RoomBatch> _recovered = [];
    private IActorRef _trimmer = ActorRefs.Nobody;

    public sealed record Trim(long UpTo);

    public override string PersistenceId => "recorder";

    protected override void OnRecover(object message)
    {
        if (message is RoomBatch batch)
        {
            _recovered.Add(batch);
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RoomBatch batch:
                var asker = Sender;
                Persist(batch, _ => asker.Tell(LastSequenceNr));
                break;
            case Trim trim:
                _trimmer = Sender;
                DeleteMessages(trim.UpTo);
                break;
            case DeleteMessagesSuccess done:
                _trimmer.Tell(done);
                break;
            case "recovered":
                Sender.Tell(_recovered);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
