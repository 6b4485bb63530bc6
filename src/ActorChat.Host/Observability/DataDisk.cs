namespace ActorChat.Host.Observability;

/// <summary>The disk of the data folder.</summary>
/// <param name="Used">Bytes that the data folder takes.</param>
/// <param name="Free">Bytes that are free for the server.</param>
/// <param name="Total">Bytes that the disk has.</param>
internal sealed record DataDisk(long Used, long Free, long Total)
{
    /// <summary>Null if it cannot be found out.</summary>
    /// <param name="folder">The data folder.</param>
    public static DataDisk? Of(string folder)
    {
        try
        {
            var disk = new DriveInfo(Path.GetFullPath(folder));
            return new DataDisk(new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOf), disk.AvailableFreeSpace, disk.TotalSize);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A file may be gone by now.</summary>
    private static long SizeOf(FileInfo file) => file.Exists ? file.Length : 0;
}
