using ActorChat.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Journal;

/// <summary>
/// Empties the journal's write-ahead log into its file on a thread and a connection of its own. SQLite would do it within the commit that
/// reaches the bound, and all that comes meanwhile would wait for thousands of pages. Beside the appends it gets nearly to the end of the log;
/// the little that was appended meanwhile is left to the thread that appends, after which SQLite begins the log anew.
/// </summary>
internal sealed class JournalCheckpoints : IDisposable
{
    public const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";

    /// <summary>The second round has only what came during the first one, so that little is left.</summary>
    private const int Rounds = 2;

    private readonly WorkQueue<Action> _waiting = new(capacity: 1);
    private readonly string _path;
    private SqliteSession? _session;

    public JournalCheckpoints(string path)
    {
        _path = path;
        new Thread(Work) { IsBackground = true, Name = "journal-checkpoint" }.Start();
    }

    /// <summary>Empties the log as far as it can be beside the appends.</summary>
    /// <param name="done">Called afterwards, on another thread, whether it worked or not: the log grows on, and is tried again.</param>
    public void Begin(Action done) => _ = _waiting.TryAdd(done);

    public void Dispose() => _waiting.Close();

    private void Work()
    {
        while (_waiting.TryTake(out var done))
        {
            try
            {
                _session ??= SqliteSession.OpenToWrite(_path);
                for (var round = 0; round < Rounds; round++)
                {
                    _session.Execute(Passive);
                }
            }
            catch (SqliteException)
            {
                _session?.Dispose();
                _session = null;
            }

            done();
        }

        _session?.Dispose();
    }
}
