using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// Leaves nothing of replaced texts where the journal was trimmed. Writing zeroes over every page that a trim gives up (<c>secure_delete</c>) writes all bytes of the
/// journal twice. So it is done only from a change of texts on until all rows before it are trimmed, of all streams. What was trimmed before the change is
/// covered once: zeroes take up all free pages, some at a time, and are deleted again. Used by the journal's thread.
/// </summary>
/// <remarks>In memory. After a start all rows count as replaced: which ones were, and what the process before left in free pages, is not known.</remarks>
internal sealed class TrimErasure
{
    /// <summary>Free pages that one transaction covers: takes a millisecond or two, for which an append may wait.</summary>
    private const int PagesAtATime = 64;

    /// <summary>From so many free pages on (64 MiB), zeroes are written always: covering them again and again would cost more.</summary>
    private const int MostFreePages = 16_384;

    /// <summary>What a page holds of a long value (SQLite's "Database File Format", section 1.6).</summary>
    private const int BytesOfPage = SqliteSession.PageBytes - sizeof(int);

    /// <summary>What stays of a row in its own page if the rest fills its pages (ibidem).</summary>
    private const int BytesInOwnPage = ((SqliteSession.PageBytes - 12) * 32 / 255) - 23;

    private const string Cover = "INSERT INTO zeroes VALUES (zeroblob(?1))";
    private const string Uncover = "DELETE FROM zeroes WHERE rowid = (SELECT max(rowid) FROM zeroes)";
    private const string LastRows = "SELECT persistence_id, max(sequence_number) FROM journal GROUP BY persistence_id";

    /// <summary>The last change of texts in each stream whose rows before it may not have been trimmed.</summary>
    private readonly Dictionary<string, long> _changes = new(StringComparer.Ordinal);
    private Stage _stage;

    /// <summary>Whether free pages can have texts.</summary>
    private bool _mustCover;

    private enum Stage
    {
        None,
        Covering,
        Uncovering,
    }

    /// <summary>Whether trims write zeroes.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether <see cref="Step"/> has something to do.</summary>
    public bool IsUnderWay => _stage != Stage.None;

    /// <summary>Whether free pages are being covered: a trim would add to them.</summary>
    public bool HoldsTrims => _stage == Stage.Covering;

    /// <summary>Called with a new connection.</summary>
    public void Opened(SqliteSession session)
    {
        CountAll(session);
        Choose(session, isSecure: _changes.Count > 0);
        Begin(session);
    }

    /// <summary>Called with each row that is appended.</summary>
    public void Appended(JournalRecord row)
    {
        if (row.ReplacesText)
        {
            Changed(row.PersistenceId, row.SequenceNr);
        }
    }

    /// <summary>Called after the rows that a transaction appends, before those that it deletes.</summary>
    public void Decide(SqliteSession session)
    {
        if (!IsSecure && _changes.Count > 0)
        {
            Choose(session, isSecure: true);
            CountAll(session);
            if (_mustCover)
            {
                Begin(session);
            }
        }
        else if (IsSecure && _changes.Count == 0 && FreePages(session) < MostFreePages)
        {
            Choose(session, isSecure: false);
        }
    }

    /// <summary>Called when a transaction deletes rows.</summary>
    public void Trimming() => _mustCover |= !IsSecure;

    /// <summary>Called when the rows of a stream up to a number are deleted, and that is committed.</summary>
    public void Trimmed(string persistenceId, long upTo)
    {
        if (_changes.TryGetValue(persistenceId, out var last) && last <= upTo + 1)
        {
            _changes.Remove(persistenceId);
        }
    }

    /// <summary>Does some of the work, in a transaction of its own; returns whether it is done.</summary>
    public bool Step(SqliteSession session)
    {
        session.Execute("BEGIN IMMEDIATE");
        var isCovering = _stage == Stage.Covering;
        var goesOn = isCovering ? TryCover(session) : TryUncover(session);
        session.Execute("COMMIT");
        if (!goesOn && isCovering)
        {
            (_stage, _mustCover) = (Stage.Uncovering, false);
        }
        else if (!goesOn)
        {
            _stage = Stage.None;
        }

        return !IsUnderWay;
    }

    /// <summary>
    /// All rows count as rows before a change: SQLite takes a page that was given up for a shorter value without clearing the rest, so any of them may have a
    /// piece of what was trimmed before.
    /// </summary>
    private void CountAll(SqliteSession session)
    {
        var rows = session.Prepare(LastRows);
        while (rows.Step())
        {
            Changed(rows.Text(0), rows.Number(1));
        }

        rows.Reset();
    }

    private void Begin(SqliteSession session) => _stage = FreePages(session) > 0 ? Stage.Covering : Stage.Uncovering;

    private static long FreePages(SqliteSession session) => session.ReadNumber("PRAGMA freelist_count");

    private static bool TryCover(SqliteSession session)
    {
        var free = FreePages(session);
        if (free > 0)
        {
            session.Prepare(Cover).Bind(1, BytesFor(Math.Min(free, PagesAtATime))).Run();
        }

        return free > 0;
    }

    /// <summary>
    /// A value that fills its pages to the end: SQLite clears nothing behind a shorter one. The record's header has its own length and the value's type, whose
    /// number takes two bytes up to 16,383 and three above (ibidem, sections 1.6 and 2.1).
    /// </summary>
    private static long BytesFor(long pages) => (pages * BytesOfPage) + BytesInOwnPage - (pages == 1 ? 3 : 4);

    /// <summary>Zeroes need not be overwritten.</summary>
    private bool TryUncover(SqliteSession session)
    {
        var isSecure = IsSecure;
        Choose(session, isSecure: false);
        try
        {
            return session.Prepare(Uncover).Run() > 0;
        }
        finally
        {
            Choose(session, isSecure);
        }
    }

    /// <summary><c>FAST</c> writes zeroes over what leaves a page that is written anyway, and leaves pages that are given up whole as they are.</summary>
    private void Choose(SqliteSession session, bool isSecure)
    {
        session.Execute($"PRAGMA secure_delete = {(isSecure ? "ON" : "FAST")}");
        IsSecure = isSecure;
    }

    private void Changed(string persistenceId, long last) => _changes[persistenceId] = Math.Max(last, _changes.GetValueOrDefault(persistenceId));
}
