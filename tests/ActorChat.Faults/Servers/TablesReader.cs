using System.Globalization;
using System.Text.Json;
using ActorChat.Faults.History;
using Microsoft.Data.Sqlite;

namespace ActorChat.Faults.Servers;

/// <summary>Reads the tables with SQLite, as anybody can, once the server has ended.</summary>
public static class TablesReader
{
    public static TableContents Read(DataFolder folder)
    {
        using var tables = Open(folder.Tables);
        using var journal = Open(folder.Journal);
        return new TableContents(Messages(tables), RoomsOfUsers(tables), [.. Damages(tables, "tables"), .. Damages(journal, "journal")]);
    }

    /// <summary>Opens a database of the running server.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A deleted message keeps its client id, of which nobody is shown anything.</summary>
    private static List<SeenMessage> Messages(SqliteConnection tables)
    {
        var messages = new List<SeenMessage>();
        using var command = tables.CreateCommand();
        command.CommandText =
            """
            SELECT r.id, m.id, m.seq, m.login, m.message, m.time, m.isRead, CASE WHEN m.deletedAt IS NULL THEN m.clientMessageId END,
              m.replyTo, m.rev, m.editedAt, m.deletedAt, r.first_login, m.firstReactions, r.second_login, m.secondReactions
            FROM messages m JOIN rooms r ON r.room = m.room
            """;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            messages.Add(new SeenMessage(
                rows.GetString(0), rows.GetInt64(1).ToString(CultureInfo.InvariantCulture), rows.GetInt64(2), rows.GetString(3), rows.GetString(4), rows.GetString(5),
                rows.GetInt64(6) != 0, TextOrNull(rows, 7))
            {
                Details = StoredDetails.Read(
                    NumberOrZero(rows, 8), NumberOrZero(rows, 9), NumberOrZero(rows, 10), NumberOrZero(rows, 11),
                    (rows.GetString(12), TextOrNull(rows, 13)), (rows.GetString(14), TextOrNull(rows, 15))),
            });
        }

        return messages;
    }

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long NumberOrZero(SqliteDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static Dictionary<string, IReadOnlyDictionary<string, string>> RoomsOfUsers(SqliteConnection tables)
    {
        var users = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        using var command = tables.CreateCommand();
        command.CommandText = "SELECT id, rooms FROM user_rooms";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            users[rows.GetString(0)] = JsonSerializer.Deserialize<Dictionary<string, string>>(rows.GetString(1)) ?? [];
        }

        return users;
    }

    private static IEnumerable<string> Damages(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (rows.GetString(0) is var finding && finding != "ok")
            {
                yield return $"{name}: {finding}";
            }
        }
    }
}
