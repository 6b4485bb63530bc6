using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorChat.Storage.Sqlite.History;

/// <summary>
/// Identifies the file at a path: its inode and creation time, which a copy does not keep, from <c>statx(2)</c>. If the file system does not store creation
/// times, only the inode; without <c>statx</c>, nothing, so that every file counts as the same.
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

        // The numbers are in the machine's byte order.
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
