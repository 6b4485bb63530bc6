using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

/// <summary>A session and its partition of the registry.</summary>
public sealed class RegistryLinkSpecs : SessionActorSpec
{
    [Fact]
    public async Task One_session_too_many_is_refused_and_the_connection_left_to_its_opener()
    {
        var session = Begin();
        Watch(session);
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        session.Tell(RegistryCommands.TooManySessions.Instance, News);
        Assert.Equal(ChatError.RateLimited, (await Opener.ExpectMsgAsync<SessionDirectory.SessionRefused>()).Error);
        await ExpectTerminatedAsync(session);
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_asked_again()
    {
        var session = Begin();
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        await SettledAsync(session);
        Pass(Sessions.RegisterRetry);
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        session.Tell(RegistryCommands.Registered.Instance, News);
        session.Tell(RegistryCommands.Registered.Instance, News);
        await Opener.ExpectMsgAsync<SessionDirectory.SessionOpened>();
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Opener, "end"));
        Pass(Sessions.RegisterRetry);
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(News, "end"));
    }

    [Fact]
    public async Task When_its_registry_ends_the_session_ends_with_a_reason_because_it_may_have_missed_something()
    {
        var session = await JoinedAsync();
        Watch(session);
        Sys.Stop(News);
        await ExpectTerminatedAsync(session);
        Assert.Equal(CloseReason.SessionFailed, (await FishAsync<RecordingConnection.Closed>(Client)).Reason);
    }

    [Fact]
    public async Task A_registry_that_ends_just_as_it_answers_ends_the_session_too()
    {
        var session = Watch(Begin());
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        Watch(News);
        Sys.Stop(News);
        await ExpectTerminatedAsync(News);
        session.Tell(RegistryCommands.Registered.Instance, News);
        await ExpectTerminatedAsync(session);
        Assert.Equal(CloseReason.SessionFailed, (await FishAsync<RecordingConnection.Closed>(Client)).Reason);
    }

    [Fact]
    public async Task Presence_watches_are_restored_even_if_the_replacement_comes_late()
    {
        // Bob is in another partition of the registry than Alice.
        Registry = new RegistryRoutes(2);
        var (shareOfAlice, shareOfBob) = (StableHash.PartitionOf(Alice, 2), StableHash.PartitionOf(Bob, 2));
        Assert.NotEqual(shareOfAlice, shareOfBob);
        var bobs = CreateTestProbe("bobs");
        (Registry[shareOfAlice], Registry[shareOfBob]) = (News, bobs);
        var session = await OpenAsync();
        await JoinAsync(session);
        Assert.Equal(new RegistryCommands.WatchPresence(Bob), await bobs.ExpectMsgAsync<RegistryCommands.WatchPresence>());

        Watch(bobs);
        Sys.Stop(bobs);
        await ExpectTerminatedAsync(bobs);
        await SettledAsync(session);
        var next = CreateTestProbe("next");
        Registry[shareOfBob] = next;
        Pass(Sessions.RegisterRetry);
        Assert.Equal(new RegistryCommands.WatchPresence(Bob), await next.ExpectMsgAsync<RegistryCommands.WatchPresence>());
    }
}
