using System.Diagnostics;

namespace ActorChat.Faults.Labs;

/// <summary>
/// Removes a lab whatever happens to this program: a shell that waits for the end of its input, which comes with the end of this process at the latest. Then
/// it ends every process in the lab's namespaces, removes them, and deletes the lab's folder.
/// </summary>
internal sealed class LabKeeper : IAsyncDisposable
{
    // Arguments: the prefix of the namespaces, the folder, and the interface that leads to them.
    private const string Script =
        """
        trap '' INT TERM HUP
        keep=no
        while read -r line; do keep=$line; done
        names=$(ip netns list | cut -d ' ' -f 1 | grep "^$1-")
        for name in $names; do ip netns pids "$name" | xargs -r kill -9; done
        for name in $names; do
          for i in $(seq 100); do [ -z "$(ip netns pids "$name")" ] && break; sleep 0.1; done
          ip netns delete "$name"
        done
        ip link delete "$3" 2>/dev/null
        for mount in $(cut -d ' ' -f 2 /proc/mounts | grep "^$2/"); do umount -l "$mount"; done
        if [ "$keep" = keep ]; then find "$2" -mindepth 1 -maxdepth 1 ! -name logs -exec rm -rf {} +; else rm -rf "$2"; fi
        """;

    private readonly Process _shell;

    public LabKeeper(string prefix, string folder)
    {
        var start = new ProcessStartInfo("setsid", ["bash", "-c", Script, "lab-keeper", prefix, folder, LabNetwork.OurEndOf(prefix)]) { RedirectStandardInput = true };
        _shell = Process.Start(start) ?? throw new InvalidOperationException("setsid");
    }

    /// <summary>Whether the logs stay when the lab is removed.</summary>
    public bool KeepsLogs { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (KeepsLogs)
        {
            await _shell.StandardInput.WriteLineAsync("keep");
        }

        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
