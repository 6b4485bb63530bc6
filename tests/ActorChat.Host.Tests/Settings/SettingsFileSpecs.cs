using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Limits;
using ActorChat.Host.Settings;
using ActorChat.Settings;

namespace ActorChat.Host.Tests.Settings;

/// <summary>The file at the root, compared with the records that read it.</summary>
public sealed class SettingsFileSpecs
{
    /// <summary>Blocks that the actors read completely; the others belong to the storage and the edge.</summary>
    private static readonly string[] Blocks = ["limits.", "rooms.", "sessions."];

    [Fact]
    public void Every_setting_of_the_actors_is_in_the_file_and_every_key_of_their_blocks_is_read()
    {
        var reader = new SettingsReader(SettingsFile.Read(new ServerEnvironment()));
        RoomSettings.From(reader);
        SessionSettings.From(reader);
        LengthSettings.From(reader);
        Assert.DoesNotContain(reader.UnreadKeys(), key => Blocks.Any(block => key.StartsWith(block, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_limits_are_those_of_the_interface()
    {
        var limits = LengthSettings.From(new SettingsReader(SettingsFile.Read(new ServerEnvironment())));
        Assert.Equal(new LengthSettings(64, 8, 256, 4000, 64, 50, 200), limits);
    }

    [Fact]
    public void Rooms_have_the_documented_defaults()
    {
        var rooms = RoomSettings.From(new SettingsReader(SettingsFile.Read(new ServerEnvironment())));
        Assert.Equal(4, rooms.Partitions);
        Assert.True(rooms.MaxBatch <= rooms.MaxPendingAppends, "one write takes no more than may wait");
        Assert.True(rooms.RestartBackoffMin <= rooms.RestartBackoffMax);
        Assert.True(rooms.LatestMessages >= LengthSettings.From(new SettingsReader(SettingsFile.Read(new ServerEnvironment()))).PageDefault, "the newest page comes from memory");
    }

    [Fact]
    public void Sessions_have_the_documented_defaults()
    {
        var sessions = SessionSettings.From(new SettingsReader(SettingsFile.Read(new ServerEnvironment())));
        Assert.True(sessions.MaxSessionsPerUser <= sessions.MaxSessions);
        Assert.True(sessions.RegisterRetry < sessions.RequestTimeout);
        Assert.InRange(sessions.TypingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
    }
}
