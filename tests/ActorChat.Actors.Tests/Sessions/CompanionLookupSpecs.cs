using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class CompanionLookupSpecs
{
    [Fact]
    public void Known_companions_save_a_look_up_and_a_full_memory_starts_over()
    {
        var companions = new CompanionLookup(new MemoryAccounts(), 1, ActorRefs.Nobody);
        companions.Remember(Bob, AliceAndBob);
        Assert.Equal(AliceAndBob, companions.RoomWith(ALogin("BOB")));
        companions.Remember(Carol, RoomKey.Of(Alice, Carol));
        Assert.Null(companions.RoomWith(Bob));
        Assert.NotNull(companions.RoomWith(Carol));
    }
}
