using System.Buffers;
using System.Text;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>A prepared statement: parameters are numbered from 1, columns from 0.</summary>
internal sealed class Statement(SqliteSession session, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        session.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        var buffer = size <= 1024 ? stackalloc byte[size] : rented = ArrayPool<byte>.Shared.Rent(size);
        session.Check(raw.sqlite3_bind_text(handle, index, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    public Statement BindUtf8(int index, ReadOnlySpan<byte> value)
    {
        session.Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        session.Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        session.Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    /// <summary>Goes to the next row; false if there is none, and the statement can be used again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        // Resetting repeats the error of the step, with its message.
        session.Check(raw.sqlite3_reset(handle));
        return false;
    }

    /// <summary>Runs a statement that returns no rows; returns how many it changed.</summary>
    public int Run()
    {
        if (Step())
        {
            Reset();
        }

        return session.Changes;
    }

    /// <summary>Ends a statement whose rows were not all read.</summary>
    public void Reset() => session.Check(raw.sqlite3_reset(handle));

    /// <summary>Ends a statement that failed; its error is already known.</summary>
    public void Abandon() => _ = raw.sqlite3_reset(handle);

    /// <summary>How many columns its rows have.</summary>
    public int Columns => raw.sqlite3_column_count(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public bool IsNumber(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_INTEGER;

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => handle.Dispose();
}
