using System.Net;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>
/// The disk is full for a while. The server reports not ready, refuses requests, and recovers by itself once there is space. Sometimes it is killed while the
/// disk is full.
/// </summary>
internal sealed class DiskFullPlan : FaultPlan
{
    private const int Mebibytes = 256;

    public override string Name => "disk-full";

    public override string Summary => "the disk full for seconds (a small tmpfs; a limit on file sizes where none can be mounted), sometimes with a kill -9, then freed";

    public override (int Long, int Short) Faults => (8, 2);

    public override Task<DataFolder> OpenFolderAsync() => DataFolder.SmallAsync(Mebibytes);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(1000, 3000);
            await FillAsync(run);
            run.Count("disk full");
            if (!await SaysUnreadyAsync(run))
            {
                run.Fail("ready with a full disk");
            }

            await run.LetWorkAsync(500, 4000);
            if (run.Random.Next(3) == 0)
            {
                await run.Server.KillAsync();
                run.Note("killed, and the disk freed");
                run.Folder.Free();
                await run.Server.StartAsync();
            }
            else
            {
                await FreeAsync(run);
                run.Note("disk freed");
                await run.RecoverAsync();
            }
        }
    }

    private static async Task FillAsync(FaultRun run)
    {
        if (run.Folder.CanFill)
        {
            run.Folder.Fill(leave: run.Random.Next(3) * 65536);
        }
        else
        {
            await run.Server.LimitFilesAsync(4096);
        }
    }

    private static async Task FreeAsync(FaultRun run)
    {
        if (run.Folder.CanFill)
        {
            run.Folder.Free();
        }
        else
        {
            await run.Server.LimitFilesAsync(null);
        }
    }

    private static async Task<bool> SaysUnreadyAsync(FaultRun run)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await run.Server.HealthAsync() == HttpStatusCode.ServiceUnavailable)
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }
}
