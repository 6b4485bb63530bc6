using System.Runtime.InteropServices;
using System.Text;

namespace ActorChat.Storage.Sqlite.Backup;

/// <summary>Brings the names in a folder to disk, which flushing the files does not do: <c>fsync(2)</c> on the folder.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <exception cref="IOException">They may not be on disk.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()})");
        }

        var result = Sync(handle);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (result != 0)
        {
            throw new IOException($"{folder} cannot be brought to disk (error {error})");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
