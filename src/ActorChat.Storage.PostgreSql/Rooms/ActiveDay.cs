namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>
/// The day of a room's latest activity, in <c>room_rows.active_day</c>. The indices have it instead of the time, so that most messages change no index, and
/// still give a user's rooms day by day.
/// </summary>
internal static class ActiveDay
{
    private const long Milliseconds = 24 * 60 * 60 * 1000;

    public static int Of(long time) => (int)Math.Min(int.MaxValue, time / Milliseconds);
}
