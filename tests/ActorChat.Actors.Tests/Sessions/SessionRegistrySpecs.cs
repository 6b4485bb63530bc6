using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionRegistrySpecs : ActorSpec
{
    private const long Never = long.MaxValue;

    private readonly TestProbe _watcher;
    private readonly IActorRef _registry;

    public SessionRegistrySpecs()
    {
        _watcher = CreateTestProbe("watcher");
        _registry = Sys.ActorOf(SessionRegistry.Props(Accounts, Sessions with { MaxSessionsPerUser = 2 }, Clock));
    }

    [Fact]
    public async Task News_go_to_every_session_of_the_login_and_to_no_other()
    {
        var (first, second, other) = (await SessionAsync(Alice), await SessionAsync(ALogin("ALICE")), await SessionAsync(Bob));
        var news = SomeNews();
        _registry.Tell(new RegistryCommands.Publish(Alice, news));
        _registry.Tell(new RegistryCommands.Publish(Carol, SomeNews()));
        Assert.Same(news, await first.ExpectMsgAsync<SharedEvent>());
        Assert.Same(news, await second.ExpectMsgAsync<SharedEvent>());
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(other, "end"));
    }

    [Fact]
    public async Task A_user_has_a_bounded_number_of_sessions_until_one_ends()
    {
        var first = await SessionAsync(Alice);
        await SessionAsync(Alice);
        var third = CreateTestProbe();
        _registry.Tell(new RegistryCommands.Register(Alice, "token", Never), third);
        await third.ExpectMsgAsync<RegistryCommands.TooManySessions>();
        await EndAsync(first);
        await AwaitAssertAsync(async () =>
        {
            _registry.Tell(new RegistryCommands.Register(Alice, "token", Never), third);
            Assert.IsType<RegistryCommands.Registered>(await third.ReceiveOneAsync(TimeSpan.FromSeconds(60)));
        });
    }

    [Fact]
    public async Task Registering_twice_counts_once()
    {
        var session = await SessionAsync(Alice);
        _registry.Tell(new RegistryCommands.Register(Alice, "token", Never), session);
        await session.ExpectMsgAsync<RegistryCommands.Registered>();
        await SessionAsync(Alice);
        var news = SomeNews();
        _registry.Tell(new RegistryCommands.Publish(Alice, news));
        await session.ExpectMsgAsync(news);
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(session, "end"));
    }

    [Fact]
    public async Task A_logout_ends_the_sessions_of_its_token_only()
    {
        var (mine, others) = (await SessionAsync(Alice, "one"), await SessionAsync(Alice, "two"));
        _registry.Tell(new RegistryCommands.EndSessions(Alice, ["one"], CloseReason.TokenEnded), _watcher);
        Assert.Equal(1, (await _watcher.ExpectMsgAsync<RegistryCommands.SessionsEnded>()).Count);
        Assert.Equal(CloseReason.TokenEnded, (await mine.ExpectMsgAsync<SessionCommands.End>()).Reason);
        Assert.Empty(await AllBeforeAsync(others, "end"));
        _registry.Tell(new RegistryCommands.EndSessions(Alice, null, CloseReason.Blocked), _watcher);
        Assert.Equal(2, (await _watcher.ExpectMsgAsync<RegistryCommands.SessionsEnded>()).Count);
        await others.ExpectMsgAsync<SessionCommands.End>();
    }

    [Fact]
    public async Task A_session_ends_when_the_token_that_opened_it_does_and_no_other()
    {
        var (sooner, later, never) = (await SessionAsync(Alice, "one", Noon + 5000), await SessionAsync(Bob, "two", Noon + 8000), await SessionAsync(Alice, "three"));
        await SettledAsync();
        Pass(TimeSpan.FromMilliseconds(4999));
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(sooner, "end"));
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CloseReason.TokenEnded, (await sooner.ExpectMsgAsync<SessionCommands.End>()).Reason);
        await EndAsync(sooner);
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(later, "end"));
        Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(CloseReason.TokenEnded, (await later.ExpectMsgAsync<SessionCommands.End>()).Reason);
        Pass(TimeSpan.FromDays(1));
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(never, "end"));
    }

    [Fact]
    public async Task A_token_that_ends_earlier_than_those_already_timed_ends_its_session_in_time()
    {
        await SessionAsync(Bob, "late", Noon + 3_600_000);
        await SettledAsync();
        Pass(TimeSpan.FromMinutes(30));
        var soon = await SessionAsync(Alice, "soon", Noon + 1_800_000 + 100);
        await SettledAsync();
        Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(CloseReason.TokenEnded, (await soon.ExpectMsgAsync<SessionCommands.End>()).Reason);
    }

    [Fact]
    public async Task A_session_whose_token_has_ended_while_it_was_opened_ends_at_once()
    {
        var session = await SessionAsync(Alice, "one", Noon);
        await SettledAsync();
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CloseReason.TokenEnded, (await session.ExpectMsgAsync<SessionCommands.End>()).Reason);
    }

    [Fact]
    public async Task Presence_is_told_at_once_and_at_each_change_with_when_one_was_last_seen()
    {
        Watch(Bob);
        await ExpectPresenceAsync(Bob, false, null);
        var first = await SessionAsync(Bob);
        await ExpectPresenceAsync(Bob, true, null);
        var second = await SessionAsync(Bob);
        await EndAsync(first);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await EndAsync(second);
        await ExpectPresenceAsync(Bob, false, Noon + 1000);
        var later = CreateTestProbe();
        _registry.Tell(new RegistryCommands.WatchPresence(Bob), later);
        Assert.Equal(new ServerEvent.PresenceChanged(Bob, false, Noon + 1000), (await later.ExpectMsgAsync<SharedEvent>()).Happened);
    }

    [Fact]
    public async Task The_presence_of_a_user_seen_long_ago_comes_from_the_accounts()
    {
        Accounts.Seen(Bob, 42);
        Watch(Bob);
        await ExpectPresenceAsync(Bob, false, 42);
    }

    [Fact]
    public async Task Presence_is_told_no_more_after_unwatching_or_the_watchers_end()
    {
        Watch(Bob);
        await ExpectPresenceAsync(Bob, false, null);
        _registry.Tell(new RegistryCommands.UnwatchPresence(Bob), _watcher);
        await SessionAsync(Bob);
        await SettledAsync();
        Assert.Empty(await AllBeforeAsync(_watcher, "end"));
    }

    [Fact]
    public async Task A_user_with_a_session_is_online()
    {
        var session = await SessionAsync(Alice);
        Assert.Equal([Alice], await OnlineAsync());
        await EndAsync(session);
        await AwaitAssertAsync(async () => Assert.Empty(await OnlineAsync()));
    }

    [Fact]
    public async Task Last_seen_times_are_saved_regularly_and_again_after_a_failure()
    {
        var saved = CreateTestProbe();
        Accounts.Listener = saved;
        Accounts.Saves.FailWith(new IOException("disk"));
        Watch(Alice);
        await ExpectPresenceAsync(Alice, false, null);
        var session = await SessionAsync(Alice);
        await ExpectPresenceAsync(Alice, true, null);
        await EndAsync(session);
        await ExpectPresenceAsync(Alice, false, Noon);
        await EventFilter.Warning(contains: "could not be saved").ExpectOneAsync(() =>
        {
            Pass(Sessions.LastSeenInterval);
            return Task.CompletedTask;
        });
        Assert.Equal([new KeyValuePair<Login, long>(Alice, Noon)], (await saved.ExpectMsgAsync<MemoryAccounts.LastSeenSaved>()).Seen);
        Accounts.Saves.FailWith(null);
        _registry.Tell(RegistryCommands.Flush.Instance, _watcher);
        await _watcher.ExpectMsgAsync<RegistryCommands.Flushed>();
        await saved.ExpectMsgAsync<MemoryAccounts.LastSeenSaved>();
        Assert.Equal(Noon, (await Accounts.FindAsync(Alice))?.LastSeen);
    }

    [Fact]
    public async Task A_users_coming_is_saved_once_and_that_the_server_lives_as_long_as_anybody_is_online()
    {
        var saved = CreateTestProbe();
        Accounts.Listener = saved;
        var session = await SessionAsync(Alice);
        Pass(Sessions.LastSeenInterval);
        var first = await saved.ExpectMsgAsync<MemoryAccounts.OnlineSaved>();
        Assert.Equal([Alice], first.Came);
        Assert.Equal(Noon + (long)Sessions.LastSeenInterval.TotalMilliseconds, first.At);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SavedAsync();
        var second = await saved.ExpectMsgAsync<MemoryAccounts.OnlineSaved>();
        Assert.Empty(second.Came);
        Assert.Equal(first.At + 1000, second.At);

        await EndAsync(session);
        await OfflineAsync(Alice);
        await SavedAsync();
        Assert.Equal(Alice, Assert.Single((await saved.ExpectMsgAsync<MemoryAccounts.LastSeenSaved>()).Seen).Key);
        await SavedAsync();
        Assert.Empty(await AllBeforeAsync(saved, "end"));
    }

    [Fact]
    public async Task A_users_leaving_is_known_at_once_and_after_the_save_even_with_an_account_read_before()
    {
        var session = await SessionAsync(Bob);
        await EndAsync(session);
        await OfflineAsync(Bob);
        Assert.Equal(Noon, (await PresenceAsync()).LeftAt[Bob]);
        await SavedAsync();
        Assert.Equal(Noon, (await PresenceAsync()).LeftAt[Bob]);
        await SessionAsync(Bob);
        Assert.Empty((await PresenceAsync()).LeftAt);
    }

    [Fact]
    public async Task When_a_registry_fails_its_users_were_last_seen_at_that_time()
    {
        var saved = CreateTestProbe();
        await SessionAsync(Alice);
        Accounts.Listener = saved;
        Sys.Stop(_registry);
        Assert.Equal([new KeyValuePair<Login, long>(Alice, Noon)], (await saved.ExpectMsgAsync<MemoryAccounts.LastSeenSaved>()).Seen);
    }

    private static SharedEvent SomeNews() => new(new RoomNews.SignShown(AliceAndBob, Bob, Sign.Typing(true)));

    private Task<RegistryCommands.Online> PresenceAsync() =>
        _registry.Ask<RegistryCommands.Online>(new RegistryCommands.WhoIsOnline([Alice, Bob]), TimeSpan.FromSeconds(60));

    private async Task SavedAsync() => await _registry.Ask<RegistryCommands.Flushed>(RegistryCommands.Flush.Instance, TimeSpan.FromSeconds(60));

    private Task OfflineAsync(Login login) => AwaitAssertAsync(async () => Assert.DoesNotContain(login, await OnlineAsync()));

    private void Watch(Login login) => _registry.Tell(new RegistryCommands.WatchPresence(login), _watcher);

    private async Task ExpectPresenceAsync(Login login, bool online, long? lastSeen) =>
        Assert.Equal(new ServerEvent.PresenceChanged(login, online, lastSeen), (await _watcher.ExpectMsgAsync<SharedEvent>()).Happened);

    private async Task<TestProbe> SessionAsync(Login login, string token = "token", long tokenEndsAt = Never)
    {
        var session = CreateTestProbe();
        _registry.Tell(new RegistryCommands.Register(login, token, tokenEndsAt), session);
        await session.ExpectMsgAsync<RegistryCommands.Registered>();
        return session;
    }

    private async Task EndAsync(TestProbe session)
    {
        Watch(session.Ref);
        Sys.Stop(session);
        await ExpectTerminatedAsync(session);
    }

    private async Task<IReadOnlySet<Login>> OnlineAsync() =>
        (await _registry.Ask<RegistryCommands.Online>(new RegistryCommands.WhoIsOnline([Alice, Bob]), TimeSpan.FromSeconds(60))).Logins;

    private async Task SettledAsync() => await OnlineAsync();
}
