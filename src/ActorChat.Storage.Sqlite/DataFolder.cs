namespace ActorChat.Storage.Sqlite;

/// <summary>
/// The data folder as a place: created for its owner only, like every file in it. The modes of an existing folder that has only the server's files are
/// corrected. One that has other files only causes a warning, because those may depend on its mode.
/// </summary>
internal static class DataFolder
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0x3F;

    private static readonly string[] s_own = ["lock", "journal.db", "chat.db", "epoch"];
    private static readonly string[] s_beside = ["", "-wal", "-shm", "-journal"];

    /// <summary>Creates the folder if it is missing.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="StorageException">It cannot be created.</exception>
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

    /// <summary>Opens a file of the folder that nobody else may open meanwhile; created for its owner only.</summary>
    public static FileStream OpenAlone(string path) => new(path, ForOwner(FileMode.OpenOrCreate));

    /// <summary>Creates an empty database file for its owner only, if it is missing: SQLite gives the files beside it the same mode.</summary>
    public static void MakeFile(string path)
    {
        if (!File.Exists(path))
        {
            new FileStream(path, ForOwner(FileMode.CreateNew)).Dispose();
        }
    }

    /// <summary>Removes the access of others that an earlier server, or the restore of a backup, left.</summary>
    /// <returns>What could not be corrected, for the operator; null if everything is in order.</returns>
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
