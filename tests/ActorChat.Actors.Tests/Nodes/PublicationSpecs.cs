using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Nodes;

/// <summary>What a room publishes reaches every node that has sessions of its users, and no other.</summary>
public sealed class PublicationSpecs : ActorSpec
{
    private static readonly RoomNews Arrived = new RoomNews.MessageArrived(AliceAndBob, AMessage(1), 1, 0);

    private readonly FakeLetters _letters = new();
    private readonly OtherNodes _others;

    public PublicationSpecs()
    {
        _others = new OtherNodes(_letters, TimeSpan.Zero, Clock);
        Registry = new RegistryRoutes(1, _others);
        Registry[0] = News;
    }

    [Fact]
    public void News_go_once_to_each_node_that_has_sessions_of_either_user()
    {
        Take(1, new NodeLetters.LoginsCame([Alice]));
        Take(2, new NodeLetters.LoginsCame([Alice, Bob]));
        Take(3, new NodeLetters.LoginsCame([Carol]));
        Registry.PublishToBoth(Arrived);
        var (nodes, letter) = Assert.Single(_letters.Sent);
        Assert.Equal([1, 2], nodes);
        Assert.Same(Arrived, letter);
    }

    [Fact]
    public async Task News_go_to_this_node_only_if_it_has_sessions_of_either_user()
    {
        Registry.PublishToBoth(Arrived);
        _others.Came(Bob);
        Registry.PublishToBoth(Arrived);
        var all = await AllBeforeAsync(News, "end");
        Assert.Equal([Alice, Bob], all.Cast<RegistryCommands.Publish>().Select(publish => publish.Login));
    }

    [Fact]
    public async Task A_sign_goes_to_the_companion_only()
    {
        var typing = new RoomNews.SignShown(AliceAndBob, Alice, Sign.TypingOn);
        Take(1, new NodeLetters.LoginsCame([Alice]));
        Take(2, new NodeLetters.LoginsCame([Bob]));
        await AllBeforeAsync(News, "presence");
        Registry.PublishToCompanion(typing);
        Assert.Equal([2], Assert.Single(_letters.Sent).Nodes);
        Take(2, typing);
        Assert.Equal(Bob, (await News.ExpectMsgAsync<RegistryCommands.Publish>()).Login);
        Assert.Empty(await AllBeforeAsync(News, "end"));
    }

    [Fact]
    public async Task News_of_another_node_become_one_object_for_both_users_and_keep_their_order()
    {
        Take(1, Arrived);
        Take(1, new RoomNews.MarkerMoved(AliceAndBob, Bob, 1));
        var published = (await AllBeforeAsync(News, "end")).Cast<RegistryCommands.Publish>().ToList();
        Assert.Equal([Alice, Bob, Alice, Bob], published.Select(publish => publish.Login));
        Assert.Same(published[0].News, published[1].News);
        Assert.Same(Arrived, published[0].News.Happened);
        Assert.IsType<RoomNews.MarkerMoved>(published[2].News.Happened);
        Assert.Empty(_letters.Sent);
    }

    [Fact]
    public async Task A_room_that_fails_ends_its_users_sessions_on_every_node()
    {
        Take(1, new NodeLetters.LoginsCame([Alice]));
        await AllBeforeAsync(News, "presence");
        Registry.EndSessions(Alice, CloseReason.SessionFailed);
        Assert.Equal(Alice, (await News.ExpectMsgAsync<RegistryCommands.EndSessions>()).Login);
        var (nodes, letter) = Assert.Single(_letters.Sent);
        Assert.Equal([1], nodes);
        Take(1, letter);
        Assert.Same(letter, await News.ExpectMsgAsync<RegistryCommands.EndSessions>());
    }

    [Fact]
    public async Task A_session_is_announced_before_it_is_told_that_it_is_registered()
    {
        var registry = Sys.ActorOf(SessionRegistry.Props(Accounts, Sessions, Clock, _others));
        var session = CreateTestProbe();
        registry.Tell(new RegistryCommands.Register(Alice, "token", long.MaxValue), session);
        await session.ExpectMsgAsync<RegistryCommands.Registered>();
        var (nodes, letter) = Assert.Single(_letters.Sent);
        Assert.Equal(NodeSet.AllOthers, nodes);
        Assert.Equal([Alice], Assert.IsType<NodeLetters.LoginsCame>(letter).Logins);
        Assert.True(_others.With(Alice).Has(NodeSet.Here));
    }

    [Fact]
    public void A_link_begins_with_all_users_of_this_node_in_parts()
    {
        Login[] users = [.. Enumerable.Range(0, 1201).Select(number => ALogin($"user-{number}"))];
        Array.ForEach(users, _others.Came);
        _others.Came(Alice);
        _others.Left(Alice, Noon);
        var parts = _others.Greeting().Cast<NodeLetters.LoginsCame>().ToList();
        Assert.Equal(3, parts.Count);
        Assert.Equal(users.ToHashSet(), parts.SelectMany(part => part.Logins).ToHashSet());
    }

    [Fact]
    public void A_letter_that_is_for_others_is_not_taken() => Assert.False(_others.Take(1, new RoomReply.Moved(1)));

    private void Take(int node, object letter) => Assert.True(_others.Take(node, letter));
}
