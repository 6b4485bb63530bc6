namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>One target after the other, after the tests that measure deadlines.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzingCollection
{
    public const string Name = "fuzzing";
}
