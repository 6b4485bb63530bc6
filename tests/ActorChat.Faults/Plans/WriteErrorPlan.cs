using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>
/// Writes fail for a while: in the journal, between journal and projection, in the middle of a projected batch, or in trims. A trigger in the database makes
/// them fail, so the server itself is unchanged. Sometimes it is killed meanwhile, and starts while writes still fail.
/// </summary>
internal sealed class WriteErrorPlan : FaultPlan
{
    public override string Name => "write-error";

    public override string Summary => "writes to the journal, to the tables in the middle of a batch, to the offset, or trims fail for seconds, sometimes across a kill -9";

    public override (int Long, int Short) Faults => (12, 3);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(500, 2000);
            var (path, point) = Choose(run);
            Alter(path, $"CREATE TRIGGER injected_fault BEFORE {point} BEGIN SELECT RAISE(ABORT, 'injected'); END");
            run.Count("fails: " + point);
            await run.LetWorkAsync(300, 4000);
            if (run.Random.Next(3) == 0)
            {
                await run.Server.KillAsync();
                run.Note("killed");
                run.Server.Launch();
                await run.LetWorkAsync(500, 4000);
            }

            Alter(path, "DROP TRIGGER injected_fault");
            run.Note("fails no more");
            await run.RecoverAsync();
        }
    }

    private static (string Path, string Point) Choose(FaultRun run) => run.Random.Next(6) switch
    {
        0 => (run.Folder.Journal, "INSERT ON journal"),
        1 => (run.Folder.Journal, "INSERT ON journal WHEN NEW.sequence_number % 3 = 0"),
        2 => (run.Folder.Journal, "DELETE ON journal"),
        3 => (run.Folder.Tables, "INSERT ON messages"),
        4 => (run.Folder.Tables, $"INSERT ON messages WHEN NEW.seq % 7 = {run.Random.Next(7)}"),
        _ => (run.Folder.Tables, "UPDATE ON projection_offset"),
    };

    private static void Alter(string path, string sql)
    {
        using var database = TablesReader.Open(path);
        TablesReader.Execute(database, sql);
    }
}
