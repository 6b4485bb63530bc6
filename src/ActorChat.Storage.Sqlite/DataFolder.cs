namespace ActorChat.Storage.Sqlite;

/// <summary>
/// The data folder as a place: made for its owner alone, like every file in it. A folder that was there before and holds nothing but the
/// server's own files is put right; one that holds others' is only warned about, since they may rest on its mode.
/// </summary>
internal static class DataFolder
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0x3F;

    private static readonly string[] s_own = ["lock", "journal.db", "chat.db", "epoch"];
    private static readonly string[] s_beside = ["", "-wal", "-shm", "-journal"];

    /// <summary>Makes the folder where there is none.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public static string Make(string folder)
    {
        try
        {
            return OperatingSystem.IsWindows() || Directory.Exists(folder) ? Directory.CreateDirectory(folder).FullName : Directory.CreateDirectory(folder, OwnersFolder).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StorageException($"The data folder {folder} cannot be created: {failure.Message}", failure);
        }
    }

    /// <summary>Opens a file of the folder that nobody else is to open meanwhile; made for its owner alone.</summary>
    public static FileStream OpenAlone(string path) => new(path, ForOwner(FileMode.OpenOrCreate));

    /// <summary>Makes an empty database file for its owner alone, where there is none: SQLite gives the files that it makes beside it the same mode.</summary>
    public static void MakeFile(string path)
    {
        if (!File.Exists(path))
        {
            new FileStream(path, ForOwner(FileMode.CreateNew)).Dispose();
        }
    }

    /// <summary>Takes from others what an earlier server, or whoever restored a backup, left them.</summary>
    /// <returns>What could not be put right, for the operator; null where nothing is amiss.</returns>
    public static string? Close(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            foreach (var file in s_own.SelectMany(name => s_beside.Select(end => Path.Combine(folder, name + end))).Where(File.Exists))
            {
                TakeFromOthers(file, OwnersFile);
            }

            var isOwn = Directory.EnumerateFileSystemEntries(folder).All(entry => s_own.Any(name => Path.GetFileName(entry).StartsWith(name, StringComparison.Ordinal)));
            if (isOwn)
            {
                TakeFromOthers(folder, OwnersFolder);
            }

            return (File.GetUnixFileMode(folder) & Others) == 0 ? null : $"The data folder {folder} holds other files and is open to other users: run chmod 700 on it, or give the server a separate folder";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"The data folder {folder} or a file in it may be open to other users, and the server may not change its mode: {failure.Message}";
        }
    }

    private static FileStreamOptions ForOwner(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return options;
    }

    private static void TakeFromOthers(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
