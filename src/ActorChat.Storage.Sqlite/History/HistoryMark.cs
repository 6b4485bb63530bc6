using System.Globalization;

namespace ActorChat.Storage.Sqlite.History;

/// <summary>
/// What is stored beside the databases and in no backup of them: the epoch that they had here, how far the journal had come, and which files they were.
/// Databases that do not match it were brought here from elsewhere, or reset to an earlier moment.
/// </summary>
/// <param name="Epoch">The epoch of the data.</param>
/// <param name="Position">The journal was at least as far as this.</param>
/// <param name="Files">The two files.</param>
internal sealed record HistoryMark(string Epoch, long Position, string Files)
{
    /// <summary>Parses what <see cref="Print"/> printed; null for anything else.</summary>
    public static HistoryMark? Parse(string text) =>
        text.TrimEnd('\n').Split(' ') is [var epoch, var position, var files]
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var reached)
            ? new HistoryMark(epoch, reached, files)
            : null;

    public string Print() => string.Create(CultureInfo.InvariantCulture, $"{Epoch} {Position} {Files}\n");

    /// <summary>Why the databases of a folder are not the history that its mark names; null if they are.</summary>
    /// <param name="mark">The folder's mark; null if there is none.</param>
    /// <param name="epoch">The epoch in the databases.</param>
    /// <param name="position">How far the journal is.</param>
    /// <param name="files">The two files.</param>
    public static string? Doubt(HistoryMark? mark, string epoch, long position, string files) =>
        mark is null ? "nothing beside the databases tells of them"
        : mark.Epoch != epoch ? "the databases are of another epoch"
        : mark.Position > position ? "the journal ends before what was on disk here"
        : mark.Files != files ? "the databases are other files than before"
        : null;
}
