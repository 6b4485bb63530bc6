using System.Diagnostics;

namespace ActorChat.Faults.Servers;

/// <summary>The server's data folder: a temporary one, or a small separate file system that can be filled up.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly string _root;
    private readonly bool _mounted;

    private DataFolder(string root, bool mounted)
    {
        _root = root;
        _mounted = mounted;
        Data = Path.Combine(root, "data");
        Directory.CreateDirectory(Data);
    }

    /// <summary>The folder of the databases.</summary>
    public string Data { get; }

    /// <summary>Whether the folder has a separate disk, which can be filled.</summary>
    public bool CanFill => _mounted;

    public string Tables => Path.Combine(Data, "chat.db");

    public string Journal => Path.Combine(Data, "journal.db");

    private string Ballast => Path.Combine(_root, "ballast");

    public static DataFolder Plain() => new(Directory.CreateTempSubdirectory("actorchat-faults-").FullName, mounted: false);

    /// <summary>A folder on a small file system in memory. Without the right to mount one, a plain folder.</summary>
    /// <param name="mebibytes">Its size.</param>
    public static async Task<DataFolder> SmallAsync(int mebibytes)
    {
        var root = Directory.CreateTempSubdirectory("actorchat-faults-").FullName;
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", root) == 0;
        return new DataFolder(root, mounted);
    }

    /// <summary>Takes all free space except a little.</summary>
    /// <param name="leave">Bytes to leave free.</param>
    public void Fill(long leave)
    {
        using var ballast = new FileStream(Ballast, FileMode.Append);
        var block = new byte[4096];
        while (new DriveInfo(_root).AvailableFreeSpace > leave)
        {
            try
            {
                ballast.Write(block);
                ballast.Flush();
            }
            catch (IOException)
            {
                // The server took the rest meanwhile: the disk is full, as intended.
                return;
            }
        }
    }

    /// <summary>Frees the space.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        if (_mounted)
        {
            using var unmount = Process.Start("umount", ["-l", _root]);
            unmount.WaitForExit();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return process.ExitCode;
    }
}
