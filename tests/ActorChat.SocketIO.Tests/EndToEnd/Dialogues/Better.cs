namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Marks the dialogues in which this server should do better than the Node reference, which fails them.</summary>
internal static class Better
{
    public const string Trait = "Reference";
    public const string ThanReference = "better";
}
