namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Marks the dialogues where this server is meant to do better than the Node reference, which fails them.</summary>
internal static class Better
{
    public const string Trait = "Reference";
    public const string ThanReference = "better";
}
