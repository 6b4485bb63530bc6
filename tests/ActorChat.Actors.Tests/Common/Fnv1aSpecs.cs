using ActorChat.Actors.Common;

namespace ActorChat.Actors.Tests.Common;

/// <summary>These numbers are stored with the data of every deployment: a change that fails here must be reverted.</summary>
public sealed class Fnv1aSpecs
{
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0x2b24d044)]
    [InlineData("alice", 0x581dcc17)]
    [InlineData("0b5c9a52-7d5e-4d0c-9d8e-0f6d3f0f8a11", 0x99fd1800)]
    [InlineData("Мария", 0x57d5fa9a)]
    [InlineData("😀", 0xb34a1daa)]
    public void The_hash_of_a_text_never_changes(string text, uint expected) => Assert.Equal(expected, Fnv1a.Of(text));
}
