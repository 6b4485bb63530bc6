namespace ActorChat.Fuzzing;

/// <summary>Makes a failing input shorter.</summary>
internal static class Shrinking
{
    private const int MaxTries = 4_000;

    /// <summary>Removes runs of bytes, longer ones first, as long as it still fails.</summary>
    public static async Task<byte[]> ShortenAsync(byte[] input, Func<byte[], Task<bool>> fails)
    {
        var tries = 0;
        for (var length = Math.Max(1, input.Length / 2); length > 0; length /= 2)
        {
            for (var at = 0; at + length <= input.Length && tries < MaxTries;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
                tries++;
                if (await fails(shorter))
                {
                    input = shorter;
                }
                else
                {
                    at += length;
                }
            }
        }

        return input;
    }
}
