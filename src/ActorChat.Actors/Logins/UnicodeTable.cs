using System.Globalization;

namespace ActorChat.Actors.Logins;

/// <summary>
/// Reads the tables in this folder, which <c>make-tables.py</c> makes from the Unicode Consortium's data (version 16.0). They are read when first needed,
/// because only registrations use them.
/// </summary>
internal static class UnicodeTable
{
    /// <summary>The lines of a table as fields: a code point or a range of them first.</summary>
    public static IEnumerable<(int From, int To, string[] Fields)> Read(string name)
    {
        using var stream = typeof(UnicodeTable).Assembly.GetManifestResourceStream($"Logins/Unicode/{name}.txt")
            ?? throw new InvalidOperationException($"The table {name} is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var fields = line.Split(';');
            var range = fields[0].Split("..");
            yield return (Hex(range[0]), Hex(range[^1]), fields[1..]);
        }
    }

    public static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>The values of ranges of code points.</summary>
internal sealed class UnicodeRanges<T>
{
    private readonly (int From, int To, T Value)[] _ranges;

    /// <param name="name">The table.</param>
    /// <param name="value">Makes the value of a range from the fields of its line.</param>
    public UnicodeRanges(string name, Func<string[], T> value) =>
        _ranges = [.. UnicodeTable.Read(name).Select(line => (line.From, line.To, value(line.Fields)))];

    public bool TryFind(int codePoint, out T value)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var range = _ranges[middle];
            if (codePoint >= range.From && codePoint <= range.To)
            {
                value = range.Value;
                return true;
            }

            (low, high) = codePoint < range.From ? (low, middle - 1) : (middle + 1, high);
        }

        value = default!;
        return false;
    }
}
