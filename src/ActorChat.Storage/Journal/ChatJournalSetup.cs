using ActorChat.Storage.Engine;
using Akka.Actor.Setup;

namespace ActorChat.Storage.Journal;

/// <summary>The journal's settings that its configuration cannot hold.</summary>
internal sealed class ChatJournalSetup(IJournalWrites writes, TimeProvider clock) : Setup
{
    public IJournalWrites Writes { get; } = writes;

    public TimeProvider Clock { get; } = clock;
}
