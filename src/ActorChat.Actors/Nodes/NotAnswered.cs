namespace ActorChat.Actors.Nodes;

/// <summary>A node's answer to a question that it could not answer. Who asks sees no answer.</summary>
public sealed record NotAnswered
{
    public static readonly NotAnswered Instance = new();
}
