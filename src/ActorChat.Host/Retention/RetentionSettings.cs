using ActorChat.Actors.Rooms;
using ActorChat.Settings;

namespace ActorChat.Host.Retention;

/// <summary>How long texts are kept, and when it is looked for those that are over: <c>actorchat.retention</c> and <c>actorchat.retention-every</c>.</summary>
/// <param name="IsOn">Whether rooms without a retention of their own have one.</param>
/// <param name="Every">The time between two walks through the rooms.</param>
internal sealed record RetentionSettings(bool IsOn, TimeSpan Every)
{
    public static RetentionSettings From(SettingsReader settings) => new(
        settings.OptionalDuration("retention", RoomRules.MinRetention, RoomRules.MaxAge) is not null,
        settings.Duration("retention-every", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)));
}
