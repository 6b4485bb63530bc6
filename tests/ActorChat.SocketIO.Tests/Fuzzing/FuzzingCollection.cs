namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>One target after the other, when the tests that measure deadlines are through.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzingCollection
{
    public const string Name = "fuzzing";
}
