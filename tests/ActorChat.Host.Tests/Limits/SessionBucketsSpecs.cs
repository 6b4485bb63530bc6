using ActorChat.Actors.Common;
using ActorChat.Host.Limits;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Host.Tests.Limits;

public class SessionBucketsSpecs
{
    private static readonly Login Alice = Login.FromStored("alice");

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Each_event_has_a_bucket_of_its_own()
    {
        var session = new SessionBuckets(Alice, Limits());
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass, RateVerdict.Refuse], Counted(session, "read", 3));
        Assert.Equal([RateVerdict.Pass], Counted(session, "typing", 1));
    }

    [Fact]
    public void Unknown_names_share_one_bucket()
    {
        var session = new SessionBuckets(Alice, Limits());
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass], Counted(session, null, 2));
        Assert.Equal([RateVerdict.Refuse], Counted(session, "no such event", 1));
    }

    [Fact]
    public void The_messages_of_a_user_count_over_all_of_the_users_sessions()
    {
        var limits = Limits(messagesPerUser: 3);
        var (first, second) = (new SessionBuckets(Alice, limits), new SessionBuckets(Alice, limits));
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass], Counted(first, "message", 2));
        Assert.Equal([RateVerdict.Pass, RateVerdict.Refuse], Counted(second, "message", 2));
        Assert.Equal([RateVerdict.Pass], Counted(new SessionBuckets(Login.FromStored("bob"), limits), "message", 1));
    }

    [Theory]
    [InlineData("have_room")]
    [InlineData("join_room")]
    [InlineData("leave_room")]
    [InlineData("read")]
    [InlineData("typing")]
    [InlineData("edit")]
    [InlineData("delete")]
    [InlineData("react")]
    [InlineData("changes")]
    [InlineData("delivered")]
    [InlineData("block")]
    [InlineData("unblock")]
    [InlineData("blocked")]
    [InlineData("sync")]
    [InlineData("no such event")]
    public void Every_other_event_counts_over_all_of_the_users_sessions_too(string name)
    {
        var limits = Limits(eventsPerUser: 3);
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass], Counted(new SessionBuckets(Alice, limits), name, 2));
        Assert.Equal([RateVerdict.Pass, RateVerdict.Refuse], Counted(new SessionBuckets(Alice, limits), name, 2));
        Assert.Equal([RateVerdict.Refuse], Counted(new SessionBuckets(Alice, limits), name, 1));
        Assert.Equal([RateVerdict.Pass], Counted(new SessionBuckets(Login.FromStored("bob"), limits), name, 1));
    }

    [Fact]
    public void A_message_that_the_users_share_refuses_costs_the_session_nothing()
    {
        var limits = Limits(messagesPerUser: 1);
        var (first, second) = (new SessionBuckets(Alice, limits), new SessionBuckets(Alice, limits));
        Assert.Equal([RateVerdict.Pass], Counted(first, "message", 1));
        Assert.Equal([RateVerdict.Refuse, RateVerdict.Refuse, RateVerdict.Refuse], Counted(second, "message", 3));
        limits.Current = limits.Current with { EventsPerUser = limits.Current.EventsPerUser with { Message = RateLimit.Off } };
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass, RateVerdict.Refuse], Counted(second, "message", 3));
    }

    [Fact]
    public void A_session_that_continues_after_very_many_refusals_is_closed()
    {
        var session = new SessionBuckets(Alice, Limits(refusals: 2));
        Counted(session, "read", 2);
        Assert.Equal([RateVerdict.Refuse, RateVerdict.Refuse, RateVerdict.Close], Counted(session, "read", 3));
    }

    [Fact]
    public void A_closed_user_who_comes_back_is_closed_again_at_the_first_refusal()
    {
        var limits = Limits(refusals: 2);
        Counted(new SessionBuckets(Alice, limits), "read", 5);
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass, RateVerdict.Close], Counted(new SessionBuckets(Alice, limits), "read", 3));
        Assert.Equal(RateVerdict.Refuse, Counted(new SessionBuckets(Login.FromStored("bob"), limits), "read", 3)[2]);
    }

    [Fact]
    public void A_refused_session_continues_when_its_bucket_is_filled_again()
    {
        var session = new SessionBuckets(Alice, Limits());
        Counted(session, "read", 3);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([RateVerdict.Pass, RateVerdict.Refuse], Counted(session, "read", 2));
    }

    /// <summary>Whichever of the two limits is used up, or both.</summary>
    [Theory]
    [InlineData("read", 100, 0)]
    [InlineData("read", 2, 0)]
    [InlineData("read", 1, 500)]
    [InlineData("message", 1, 0)]
    [InlineData(null, 100, 300)]
    public void After_the_wait_that_a_refusal_names_the_event_passes_and_not_before(string? name, int ofUser, int passedMilliseconds)
    {
        var session = new SessionBuckets(Alice, Limits(eventsPerUser: ofUser, messagesPerUser: ofUser));
        Counted(session, name, 2);
        _clock.Advance(TimeSpan.FromMilliseconds(passedMilliseconds));
        Assert.Equal([RateVerdict.Refuse], Counted(session, name, 1));
        var wait = session.Wait;
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        _clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.Equal([RateVerdict.Refuse], Counted(session, name, 1));
        Assert.InRange(session.Wait, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(1.1));

        // A client waits for whole milliseconds, rounded up.
        _clock.Advance(TimeSpan.FromMilliseconds(1.1));
        Assert.Equal([RateVerdict.Pass], Counted(session, name, 1));
    }

    [Fact]
    public void Limits_that_an_operator_changed_hold_for_live_sessions()
    {
        var limits = Limits();
        var session = new SessionBuckets(Alice, limits);
        Counted(session, "read", 3);
        limits.Current = limits.Current with { Events = limits.Current.Events with { Read = RateLimit.Off } };
        Assert.Equal([RateVerdict.Pass], Counted(session, "read", 1));
    }

    /// <summary>In the session's bucket and in the user's, also for sessions that begin later.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_limit_that_is_set_and_unset_refuses_no_event_any_more(bool ofUser)
    {
        var limits = Limits();
        var (session, before, tight) = (new SessionBuckets(Alice, limits), limits.Current, RateLimit.Of(1, TimeSpan.FromDays(1), burst: 1));
        limits.Current = ofUser ? before with { EventsPerUser = before.EventsPerUser with { Read = tight } } : before with { Events = before.Events with { Read = tight } };
        Assert.Equal([RateVerdict.Pass, RateVerdict.Refuse], Counted(session, "read", 2));
        limits.Current = before;
        Assert.Equal([RateVerdict.Pass], Counted(session, "read", 1));
        Assert.Equal([RateVerdict.Pass, RateVerdict.Pass], Counted(new SessionBuckets(Alice, limits), "read", 2));
    }

    private static RateVerdict[] Counted(SessionBuckets session, string? name, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => session.Count(name))];

    private RateLimits Limits(int messagesPerUser = 100, int refusals = 100, int eventsPerUser = 100)
    {
        var two = RateLimit.Of(1, TimeSpan.FromSeconds(1), burst: 2);
        var ofUser = RateLimit.Of(1, TimeSpan.FromSeconds(1), eventsPerUser);
        var settings = new RateLimitSettings(
            two, two, two, two, two, two, two, two, two, two,
            NewRoomsPerUser: two,
            ListsPerUser: two,
            RequestsPerAddress: two,
            UnknownTokensPerAddress: two,
            AdminRefusalsPerAddress: two,
            Events: new EventRateLimits(two, two, two, two, two, two, two, two, two, two, two, two, two, two, two, two),
            EventsPerUser: new EventRateLimits(RateLimit.Of(1, TimeSpan.FromSeconds(1), messagesPerUser), ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser, ofUser),
            RefusalsPerUser: RateLimit.Of(1, TimeSpan.FromSeconds(1), refusals),
            RefusalHold: TimeSpan.Zero,
            Tracked: 100,
            Ipv6PrefixBits: 64);
        return new RateLimits(settings, _clock);
    }
}
