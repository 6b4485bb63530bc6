namespace ActorChat.Settings;

/// <summary>The known key that a misspelt one was probably meant to be.</summary>
public static class NearestKey
{
    /// <summary>Letters of a key for each letter that may be wrong in it, and the most that may be.</summary>
    private const int LettersPerMistake = 4;
    private const int MostMistakes = 3;

    /// <summary>The question for an error message, with its separator; empty if no key is near.</summary>
    public static string Ask(string key, IEnumerable<string> known) => Find(key, known) is { } near ? $"; did you mean {near}?" : "";

    /// <summary>Null if none is near: a wrong guess is worse than none.</summary>
    public static string? Find(string key, IEnumerable<string> known)
    {
        var all = known.ToList();

        // The block was left out.
        if (all.Where(one => one.EndsWith($".{key}", StringComparison.Ordinal)).ToList() is [var whole])
        {
            return whole;
        }

        var most = Math.Clamp(key.Length / LettersPerMistake, 1, MostMistakes);
        return all.Select(one => (Key: one, Mistakes: Mistakes(key, one)))
            .Where(one => one.Mistakes <= most)
            .OrderBy(one => one.Mistakes).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Key)
            .FirstOrDefault();
    }

    /// <summary>Letters that are missing, too many, wrong, or exchanged with their neighbours (the optimal string alignment distance).</summary>
    private static int Mistakes(string one, string other)
    {
        var distance = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                distance[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                    distance[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[one.Length, other.Length];
    }
}
