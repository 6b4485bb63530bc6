using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests;

/// <summary>A session that nobody waits for any more.</summary>
public sealed class UnclaimedSessionSpecs : ActorSpec
{
    [Fact]
    public async Task A_session_that_is_opened_after_its_opener_gave_up_does_not_stay_behind()
    {
        var chat = ChatActors.Start(Sys, Tables, new MemoryChats(), Accounts, Rooms, Sessions, Clock, openTimeout: TimeSpan.FromMilliseconds(20));
        var registry = Watch(await Sys.ActorSelection("/user/registry").ResolveOne(TimeSpan.FromSeconds(60)));
        Sys.Stop(registry);
        await ExpectTerminatedAsync(registry);

        var client = CreateTestProbe();
        await Assert.ThrowsAsync<AskTimeoutException>(() => chat.OpenSessionAsync(Alice, "token", long.MaxValue, "sid", new RecordingConnection(client)));
        await client.ExpectMsgAsync<RecordingConnection.Closed>();
        await chat.WhenAllLeftAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
    }
}
