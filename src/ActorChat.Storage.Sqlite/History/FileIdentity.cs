using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorChat.Storage.Sqlite.History;

/// <summary>
/// Which file a path leads to: its inode and when it was made, which no copy takes over, as <c>statx(2)</c> gives them. Where a file system
/// does not know when a file was made, the inode alone; where there is no <c>statx</c>, nothing: then every file counts as the same.
/// </summary>
internal static partial class FileIdentity
{
    private const int FromCurrentFolder = -100; // AT_FDCWD
    private const uint Inode = 0x100;           // STATX_INO
    private const uint BirthTime = 0x800;       // STATX_BTIME
    private const int Length = 256;
    private const int MaskAt = 0;
    private const int InodeAt = 32;
    private const int BirthSecondsAt = 80;
    private const int BirthNanosecondsAt = 88;

    public static string Of(string path)
    {
        var found = new byte[Length];
        try
        {
            if (Ask(FromCurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, Inode | BirthTime, found) != 0)
            {
                return "";
            }
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return "";
        }

        // The numbers lie there as the machine has them.
        var hasBirth = (MemoryMarshal.Read<uint>(found.AsSpan(MaskAt)) & BirthTime) != 0;
        var inode = MemoryMarshal.Read<ulong>(found.AsSpan(InodeAt));
        var (seconds, nanoseconds) = hasBirth
            ? (MemoryMarshal.Read<long>(found.AsSpan(BirthSecondsAt)), MemoryMarshal.Read<uint>(found.AsSpan(BirthNanosecondsAt)))
            : (0, 0);
        return string.Create(CultureInfo.InvariantCulture, $"{inode}.{seconds}.{nanoseconds}");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Ask(int folder, byte[] path, int flags, uint mask, [Out] byte[] found);
}
