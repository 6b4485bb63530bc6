using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>Another process holds the journal's write lock for a while, and sometimes the tables' too.</summary>
internal sealed class JournalLockedPlan : FaultPlan
{
    public override string Name => "journal-locked";

    public override string Summary => "another process holds the write lock of the journal, or of the tables, for up to 8 s";

    public override (int Long, int Short) Faults => (8, 2);

    public override async Task InjectAsync(FaultRun run)
    {
        while (run.GoesOn)
        {
            await run.LetWorkAsync(500, 2000);
            var path = run.Random.Next(4) == 0 ? run.Folder.Tables : run.Folder.Journal;
            using (var database = TablesReader.Open(path))
            {
                TablesReader.Execute(database, "BEGIN IMMEDIATE");
                run.Count("locked " + Path.GetFileName(path));
                await run.LetWorkAsync(300, run.Brief ? 4000 : 8000);
                TablesReader.Execute(database, "ROLLBACK");
            }

            run.Note("unlocked");
            await run.RecoverAsync();
        }
    }
}
