using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// The mailbox of sessions, which are many and mostly idle. It takes no memory while it is empty, and releases it after a burst; Akka's own mailbox holds a
/// kilobyte for each actor. Its length is bounded by <see cref="RequestsInFlight"/> on one side, and by what the rooms of one user publish on the other.
/// </summary>
/// <param name="settings">Of the actor system.</param>
/// <param name="config">Of this mailbox; there is nothing to set.</param>
public sealed class SessionMailbox(Akka.Actor.Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<SessionMailbox.Messages>
{
    /// <summary>The name by which Akka finds it.</summary>
    public const string Id = "session-mailbox";

    /// <summary>Must be part of the configuration of every actor system with sessions.</summary>
    public static Config Definition { get; } = ConfigurationFactory.ParseString($"{Id} {{ mailbox-type = \"{typeof(SessionMailbox).AssemblyQualifiedName}\" }}");

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Messages();

    /// <summary>First in, first out, in a ring that grows by doubling.</summary>
    public sealed class Messages : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private const int Smallest = 4;

        /// <summary>A ring longer than this is dropped once it is empty.</summary>
        private const int LongestKept = 16;

        private readonly Lock _gate = new();
        private Envelope[] _ring = [];
        private int _first;
        private volatile int _count;

        public bool HasMessages => _count > 0;

        public int Count => _count;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            lock (_gate)
            {
                if (_count == _ring.Length)
                {
                    Grow();
                }

                _ring[(_first + _count) & (_ring.Length - 1)] = envelope;
                _count++;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            lock (_gate)
            {
                if (_count == 0)
                {
                    envelope = default;
                    return false;
                }

                envelope = _ring[_first];
                _ring[_first] = default;
                _first = (_first + 1) & (_ring.Length - 1);
                if (--_count == 0 && _ring.Length > LongestKept)
                {
                    (_ring, _first) = ([], 0);
                }

                return true;
            }
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope))
            {
                deadletters.Enqueue(owner, envelope);
            }
        }

        private void Grow()
        {
            var ring = new Envelope[Math.Max(Smallest, _ring.Length * 2)];
            for (var i = 0; i < _count; i++)
            {
                ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
            }

            (_ring, _first) = (ring, 0);
        }
    }
}
