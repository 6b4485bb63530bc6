using System.Threading.Channels;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;

namespace ActorChat.Cluster.Tests.Chat;

/// <summary>A client at one of the nodes, which writes down what its session does to it.</summary>
internal sealed class ChatClient
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Channel<object> _told = Channel.CreateUnbounded<object>();
    private long _lastAck;

    public ChatClient(ActorSystem system) => Connection = new RecordingConnection(system.ActorOf(Props.Create(() => new Listener(_told.Writer))));

    private sealed class Listener(ChannelWriter<object> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.TryWrite(message);
    }

    public RecordingConnection Connection { get; }

    public IActorRef Session { get; set; } = ActorRefs.Nobody;

    /// <summary>Everything that was told so far and is not read.</summary>
    public List<object> Rest
    {
        get
        {
            List<object> rest = [];
            while (_told.Reader.TryRead(out var next))
            {
                rest.Add(next);
            }

            return rest;
        }
    }

    public async Task<Answer> JoinAsync(Login companion)
    {
        Session.Tell(new SessionCommands.JoinRoom(new RequestTag("join_room", ++_lastAck), companion));
        return (await NextAsync<RecordingConnection.Answered>(answered => answered.Tag.Event == "join_room")).Answer;
    }

    public void Send(string text) => Session.Tell(new SessionCommands.SendMessage(new RequestTag("message", ++_lastAck), null, People.Both.Number, text, null));

    public async Task<Answer> SentAsync(string text)
    {
        Send(text);
        return (await NextAsync<RecordingConnection.Answered>(answered => answered.Tag.AckId == _lastAck)).Answer;
    }

    public async Task<string> ShownAsync() =>
        ((ServerEvent.MessageShown)(await NextAsync<RecordingConnection.Sent>(sent => sent.Happened is ServerEvent.MessageShown)).Happened).Message.Text;

    /// <summary>Skips everything before it.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? which = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            if (await _told.Reader.ReadAsync(patience.Token) is T told && which?.Invoke(told) != false)
            {
                return told;
            }
        }
    }
}
