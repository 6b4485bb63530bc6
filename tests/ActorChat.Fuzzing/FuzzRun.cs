using System.Globalization;

namespace ActorChat.Fuzzing;

/// <summary>
/// Tries a property on any number of inputs: first all earlier failures, then the corpus, then random inputs made from it, for a share of the time of all
/// targets. The seed is printed; with it the same inputs come again.
/// </summary>
public static class FuzzRun
{
    /// <summary>Seconds for all targets together; 60 by default.</summary>
    public const string SecondsVariable = "ACTORCHAT_FUZZ_SECONDS";

    /// <summary>The seed, or <c>random</c>. The default is always the same, so that a failure belongs to the change that caused it.</summary>
    public const string SeedVariable = "ACTORCHAT_FUZZ_SEED";

    private const int DefaultSeed = 1;

    private const double DefaultSeconds = 60;

    /// <summary>How many targets share the time.</summary>
    private const int Targets = 6;

    /// <summary>However slow the machine, at least this many inputs are tried.</summary>
    private const int LeastCases = 100;

    /// <param name="target">The target's name, and that of its corpus.</param>
    /// <param name="make">Makes an input from random numbers and the corpus.</param>
    /// <param name="check">Throws if the property does not hold.</param>
    /// <param name="print">Takes the seed and the number of inputs tried.</param>
    /// <exception cref="FuzzException">An input for which the property does not hold, shortened by a few attempts.</exception>
    public static async Task RunAsync(string target, Func<Random, IReadOnlyList<byte[]>, byte[]> make, Func<byte[], Task> check, Action<string> print)
    {
        var seed = Seed;
        print($"{target}: {SeedVariable}={seed}");
        var corpus = Corpus.Load(target);
        foreach (var known in corpus.Failed.Concat(corpus.Seeds))
        {
            await TryAsync(target, known, check, "of the corpus");
        }

        var began = TimeProvider.System.GetTimestamp();
        var cases = 0;
        while (cases < LeastCases || TimeProvider.System.GetElapsedTime(began) < Share)
        {
            var input = make(new Random(HashCode(seed, cases)), corpus.Seeds);
            await TryAsync(target, input, check, $"{cases} of the seed {seed}");
            cases++;
        }

        print($"{target}: {corpus.Failed.Count} inputs that failed once, {corpus.Seeds.Count} of the corpus, {cases} at random");
    }

    private static int Seed => Environment.GetEnvironmentVariable(SeedVariable) switch
    {
        "random" => Random.Shared.Next(),
        var said => int.TryParse(said, CultureInfo.InvariantCulture, out var given) ? given : DefaultSeed,
    };

    private static TimeSpan Share
    {
        get
        {
            var all = double.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var seconds) ? seconds : DefaultSeconds;
            return TimeSpan.FromSeconds(all / Targets);
        }
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 16_777_619) ^ (number * 0x01000193));

    private static async Task TryAsync(string target, byte[] input, Func<byte[], Task> check, string which)
    {
        if (await FaultOfAsync(input, check) is { } fault)
        {
            var shortest = await Shrinking.ShortenAsync(input, async shorter => await FaultOfAsync(shorter, check) is not null);
            throw new FuzzException(target, which, shortest, await FaultOfAsync(shortest, check) ?? fault);
        }
    }

    private static async Task<Exception?> FaultOfAsync(byte[] input, Func<byte[], Task> check)
    {
        try
        {
            await check(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is what is looked for.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault;
        }
    }
}

/// <summary>An input for which a property does not hold. Its line belongs into the file of earlier failures.</summary>
public sealed class FuzzException(string target, string which, byte[] input, Exception fault)
    : Exception($"Input {which}. Once mended, add this line to Fuzzing/Failed/{target}.txt:\n{Corpus.Write(input)}\n{fault.Message}", fault);
