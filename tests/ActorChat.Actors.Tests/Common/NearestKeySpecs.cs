using ActorChat.Settings;

namespace ActorChat.Actors.Tests.Common;

public sealed class NearestKeySpecs
{
    private static readonly string[] Known = ["actorchat.rooms.partitions", "actorchat.rooms.idle-timeout", "actorchat.sessions.max", "actorchat.tokens.cache"];

    [Theory]
    [InlineData("actorchat.rooms.partitons", "actorchat.rooms.partitions")]
    [InlineData("actorchat.rooms.patritions", "actorchat.rooms.partitions")]
    [InlineData("actorchat.room.partition", "actorchat.rooms.partitions")]
    [InlineData("actorchat.rooms.idle_timeout", "actorchat.rooms.idle-timeout")]
    [InlineData("rooms.partitions", "actorchat.rooms.partitions")]
    [InlineData("idle-timeout", "actorchat.rooms.idle-timeout")]
    public void A_misspelt_key_is_near_to_the_right_one(string key, string near) => Assert.Equal(near, NearestKey.Find(key, Known));

    [Theory]
    [InlineData("actorchat.smtp.server")]
    [InlineData("x")]
    public void Nothing_is_near_to_something_else(string key) => Assert.Null(NearestKey.Find(key, Known));
}
