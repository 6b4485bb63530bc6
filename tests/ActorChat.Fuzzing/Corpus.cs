using System.Globalization;
using System.Text;

namespace ActorChat.Fuzzing;

/// <summary>The inputs that are kept as data: a line each, unprintable bytes as \xNN. Lines that begin with # are comments.</summary>
public sealed record Corpus(IReadOnlyList<byte[]> Failed, IReadOnlyList<byte[]> Seeds)
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing");

    /// <summary>Reads all earlier failures of a target, if there are any, and the corpus of its inputs.</summary>
    public static Corpus Load(string target)
    {
        var failed = Path.Combine(s_folder, "Failed", target + ".txt");
        return new Corpus(File.Exists(failed) ? ReadFile(failed) : [], ReadFile(Path.Combine(s_folder, "Corpus", target + ".txt")));
    }

    public static string Write(byte[] input)
    {
        var line = new StringBuilder();
        foreach (var value in input)
        {
            line.Append(value switch
            {
                (byte)'\\' => "\\\\",
                (byte)'#' when line.Length == 0 => "\\x23",
                >= 0x20 and < 0x7f when value != ' ' || line.Length > 0 => ((char)value).ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            });
        }

        return line.ToString();
    }

    public static byte[] Read(string line)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(line, at, 1));
                continue;
            }

            at++;
            if (line[at] == 'x')
            {
                bytes.Add(byte.Parse(line.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 2;
            }
            else
            {
                bytes.Add((byte)line[at]);
            }
        }

        return [.. bytes];
    }

    private static List<byte[]> ReadFile(string file) => [.. File.ReadAllLines(file).Where(static line => !line.StartsWith('#')).Select(Read)];
}
