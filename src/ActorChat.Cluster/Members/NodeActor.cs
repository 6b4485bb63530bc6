using ActorChat.Actors.Nodes;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Cluster.Members;

/// <summary>Takes the questions of other nodes to this one.</summary>
internal sealed class NodeActor : UntypedActor
{
    public const string Name = "node";
    public const string Path = "/user/" + Name;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly INodeQuestions _questions;

    public NodeActor(INodeQuestions questions) => _questions = questions;

    public static Props Props(INodeQuestions questions) => Akka.Actor.Props.Create(() => new NodeActor(questions));

    protected override void OnReceive(object message) => _questions.AnswerAsync(message).PipeTo(
        Sender,
        success: static answer => answer,
        failure: cause => NotAnswered(message, cause));

    private NotAnswered NotAnswered(object question, Exception cause)
    {
        _log.Warning(cause, "A {Question} of another node could not be answered", question.GetType().Name);
        return Actors.Nodes.NotAnswered.Instance;
    }
}
