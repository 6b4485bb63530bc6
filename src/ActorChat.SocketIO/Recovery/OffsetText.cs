namespace ActorChat.SocketIO;

/// <summary>Numbers in an alphabet of 64 characters, as offsets of connection state recovery.</summary>
internal static class OffsetText
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    private const int MaxCharacters = 10;

    public static string Encode(long number)
    {
        Span<char> text = stackalloc char[MaxCharacters + 1];
        var start = text.Length;
        do
        {
            text[--start] = Alphabet[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);

        return text[start..].ToString();
    }

    public static bool TryDecode(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > MaxCharacters)
        {
            return false;
        }

        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = (number << 6) | (uint)digit;
        }

        return true;
    }
}
