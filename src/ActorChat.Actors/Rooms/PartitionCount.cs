using ActorChat.Settings;

namespace ActorChat.Actors.Rooms;

/// <summary>How many partitions the rooms have: <c>actorchat.rooms.partitions</c>, or what suits the storage.</summary>
public static class PartitionCount
{
    /// <summary>The value of <c>actorchat.storage</c> for a storage that several processes share.</summary>
    public const string Shared = "postgresql";

    /// <summary>The value for the one of a single process.</summary>
    public const string Embedded = "sqlite";

    /// <summary>The most that there can be.</summary>
    public const int Most = 1024;

    private const string BySuitability = "auto";
    private const int OfOneProcess = 4;
    private const int OfSeveral = 16;

    public static int From(SettingsReader settings) =>
        settings.WholeOr("rooms.partitions", BySuitability, 1, Most)
        ?? (settings.Choice("storage", Embedded, Shared) == Shared ? OfSeveral : OfOneProcess);
}
