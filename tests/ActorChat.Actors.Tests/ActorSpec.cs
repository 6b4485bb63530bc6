using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Tests.Common;
using ActorChat.Settings;
using ActorChat.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Actors.Tests;

/// <summary>An actor system whose time stands still until a test moves it, with tables, accounts and a journal in memory.</summary>
public abstract class ActorSpec : TestKit
{
    private static readonly Config Settings = ConfigurationFactory.ParseString(
            """
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = WARNING
            akka.stdout-loglevel = OFF
            akka.test.single-expect-default = 60s
            """)
        .WithFallback(SessionMailbox.Definition)
        .WithFallback(ControlledJournal.Config);

    /// <param name="over">Settings that override the common ones.</param>
    protected ActorSpec(Config? over = null)
        : base(over is null ? Settings : over.WithFallback(Settings))
    {
        Registry = new RegistryRoutes(1);
        News = CreateTestProbe("news");
        Registry[0] = News;
    }

    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(Data.Noon));

    protected MemoryTables Tables { get; } = new();

    protected MemoryAccounts Accounts { get; } = new MemoryAccounts().With(Data.Alice, Data.Bob, Data.Carol);

    /// <summary>The route to the registry; it leads to <see cref="News"/> unless a test starts a registry.</summary>
    protected RegistryRoutes Registry { get; set; }

    protected TestProbe News { get; }

    protected JournalControl Journal => JournalControl.Of(Sys);

    protected static RoomSettings Rooms { get; } = RoomSettings.From(new SettingsReader(RepositoryFiles.Hocon())) with { Partitions = 1 };

    protected static SessionSettings Sessions { get; } = SessionSettings.From(new SettingsReader(RepositoryFiles.Hocon())) with { RegistryPartitions = 1 };

    /// <summary>Advances both clocks.</summary>
    protected void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    protected static RequestTag Tag(string name, long? ack = 1) => new(name, ack);

    /// <summary>Waits for one that is followed by anything, and skips what comes before it.</summary>
    protected static async Task<T> FishAsync<T>(TestProbe probe, Func<T, bool>? which = null) =>
        (T)await probe.FishForMessageAsync(message => message is T expected && which?.Invoke(expected) != false);

    /// <summary>Everything sent to a probe before a mark.</summary>
    protected static async Task<List<object>> AllBeforeAsync(TestProbe probe, object mark)
    {
        probe.Ref.Tell(mark);
        var all = new List<object>();
        for (var next = await probe.ReceiveOneAsync(TimeSpan.FromSeconds(60)); next is not null && !next.Equals(mark); next = await probe.ReceiveOneAsync(TimeSpan.FromSeconds(60)))
        {
            all.Add(next);
        }

        return all;
    }
}
