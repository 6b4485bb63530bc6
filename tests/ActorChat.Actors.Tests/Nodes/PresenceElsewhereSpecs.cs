using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Nodes;

/// <summary>A user is online with a session on any node; who watches the user sees nothing of which node it is.</summary>
public sealed class PresenceElsewhereSpecs : ActorSpec
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly FakeLetters _letters = new();
    private readonly OtherNodes _others;
    private readonly IActorRef _registry;
    private readonly TestProbe _watcher;

    public PresenceElsewhereSpecs()
    {
        _others = new OtherNodes(_letters, Grace, Clock);
        Registry = new RegistryRoutes(1, _others);
        Registry[0] = _registry = Sys.ActorOf(SessionRegistry.Props(Accounts, Sessions, Clock, _others));
        _watcher = CreateTestProbe("watcher");
    }

    [Fact]
    public async Task A_user_who_comes_to_another_node_is_online()
    {
        await WatchAsync(online: false);
        Came(1);
        await ExpectAsync(true, null);
        Assert.Equal([Bob], (await PresenceAsync()).Logins);
    }

    [Fact]
    public async Task A_user_on_two_nodes_who_leaves_one_stays_online()
    {
        await WatchAsync(online: false);
        Came(1);
        Came(2);
        Left(1, Noon + 5);
        var session = await SessionAsync();
        Left(2, Noon + 6);
        await SettledAsync();
        Pass(Grace * 2);
        await SettledAsync();
        Assert.Equal([true], await ShownAsync());
        Sys.Stop(session);
        await AwaitAssertAsync(async () => Assert.Empty((await PresenceAsync()).Logins));
        Pass(Grace);
        await ExpectAsync(false, Clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)Grace.TotalMilliseconds);
    }

    [Fact]
    public async Task A_user_who_leaves_every_node_is_shown_offline_after_a_moment_and_was_last_seen_when_the_last_session_ended()
    {
        Came(1);
        await WatchAsync(online: true);
        Left(1, Noon + 7);
        await SettledAsync();
        Assert.Equal(Noon + 7, (await PresenceAsync()).LeftAt[Bob]);
        Pass(Grace - TimeSpan.FromMilliseconds(1));
        await SettledAsync();
        Assert.Empty(await ShownAsync());
        Pass(TimeSpan.FromMilliseconds(1));
        await ExpectAsync(false, Noon + 7);
    }

    [Fact]
    public async Task Moving_to_another_node_is_not_seen_whichever_news_come_first()
    {
        Came(1);
        await WatchAsync(online: true);
        Left(1, Noon + 1);
        await SettledAsync();
        Pass(Grace / 2);
        Came(2);
        await SettledAsync();
        Pass(Grace);
        Came(3);
        Left(2, Noon + 2);
        await SettledAsync();
        Pass(Grace * 2);
        await SettledAsync();
        Assert.Empty(await ShownAsync());
    }

    [Fact]
    public async Task Whoever_begins_to_watch_in_between_sees_what_the_others_see()
    {
        Came(1);
        await WatchAsync(online: true);
        Left(1, Noon + 1);
        await SettledAsync();
        var second = CreateTestProbe();
        _registry.Tell(new RegistryCommands.WatchPresence(Bob), second);
        Assert.True(((ServerEvent.PresenceChanged)(await second.ExpectMsgAsync<SharedEvent>()).Happened).Online);
        Pass(Grace);
        await ExpectAsync(false, Noon + 1);
        Assert.Equal(new ServerEvent.PresenceChanged(Bob, false, Noon + 1), (await second.ExpectMsgAsync<SharedEvent>()).Happened);
    }

    [Fact]
    public async Task The_users_of_a_lost_node_are_offline_unless_they_are_elsewhere()
    {
        Take(1, new NodeLetters.LoginsCame([Alice, Bob]));
        Take(2, new NodeLetters.LoginsCame([Alice]));
        var ofAlice = CreateTestProbe();
        _registry.Tell(new RegistryCommands.WatchPresence(Alice), ofAlice);
        await WatchAsync(online: true);
        await ofAlice.ExpectMsgAsync<SharedEvent>();
        Clock.Advance(TimeSpan.FromSeconds(9));
        _others.Lost(1);
        await SettledAsync();
        Assert.Equal([Alice], (await PresenceAsync(Alice, Bob)).Logins);
        Pass(Grace);
        await ExpectAsync(false, Noon + 9000);
        Assert.Empty(await AllBeforeAsync(ofAlice, "end"));
    }

    [Fact]
    public async Task A_user_whose_node_was_lost_and_who_is_back_elsewhere_in_time_is_not_shown_offline()
    {
        Came(1);
        await WatchAsync(online: true);
        _others.Lost(1);
        Came(2);
        await SettledAsync();
        Pass(Grace * 2);
        await SettledAsync();
        Assert.Empty(await ShownAsync());
    }

    [Fact]
    public async Task When_a_user_left_another_node_is_known_until_that_node_has_saved_it()
    {
        Came(1);
        Left(1, Noon + 3);
        for (var save = 0; save < 3; save++)
        {
            Assert.Equal(Noon + 3, (await PresenceAsync()).LeftAt[Bob]);
            Pass(Sessions.LastSeenInterval);
        }

        Pass(Sessions.LastSeenInterval);
        Assert.Empty((await PresenceAsync()).LeftAt);
    }

    [Fact]
    public async Task The_last_session_of_a_user_here_is_announced_to_all_nodes_with_its_time()
    {
        var (first, second) = (await SessionAsync(), await SessionAsync());
        Sys.Stop(first);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Sys.Stop(second);
        await AwaitAssertAsync(() => Assert.Equal([new NodeLetters.LoginLeft(Bob, Noon + 1000)], _letters.Sent.Select(sent => sent.Letter).OfType<NodeLetters.LoginLeft>()));
        Assert.Single(_letters.Sent.Select(sent => sent.Letter).OfType<NodeLetters.LoginsCame>());
    }

    [Fact]
    public async Task The_users_of_a_partition_that_fails_have_left()
    {
        await SessionAsync();
        Sys.Stop(_registry);
        await AwaitAssertAsync(() => Assert.Contains(_letters.Sent, sent => sent.Letter is NodeLetters.LoginLeft));
        Assert.Empty(_others.Greeting());
        Assert.True(_others.With(Bob).IsEmpty);
    }

    private void Came(int node) => Take(node, new NodeLetters.LoginsCame([Bob]));

    private void Left(int node, long at) => Take(node, new NodeLetters.LoginLeft(Bob, at));

    private void Take(int node, object letter) => Assert.True(_others.Take(node, letter));

    private async Task<IActorRef> SessionAsync()
    {
        var session = CreateTestProbe();
        _registry.Tell(new RegistryCommands.Register(Bob, "token", long.MaxValue), session);
        await session.ExpectMsgAsync<RegistryCommands.Registered>();
        return session;
    }

    private async Task WatchAsync(bool online)
    {
        _registry.Tell(new RegistryCommands.WatchPresence(Bob), _watcher);
        await ExpectAsync(online, null);
    }

    private async Task ExpectAsync(bool online, long? lastSeen) =>
        Assert.Equal(new ServerEvent.PresenceChanged(Bob, online, lastSeen), (await _watcher.ExpectMsgAsync<SharedEvent>()).Happened);

    /// <summary>What the watcher was shown since the last look.</summary>
    private async Task<List<bool>> ShownAsync() =>
        [.. (await AllBeforeAsync(_watcher, "end")).Select(shown => ((ServerEvent.PresenceChanged)((SharedEvent)shown).Happened).Online)];

    private async Task<RegistryCommands.Online> PresenceAsync(params Login[] logins) =>
        await _registry.Ask<RegistryCommands.Online>(new RegistryCommands.WhoIsOnline(logins.Length > 0 ? logins : [Bob]));

    private async Task SettledAsync() => await PresenceAsync();
}
