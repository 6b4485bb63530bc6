using System.CommandLine;
using System.Security.Cryptography;
using ActorChat.Bench;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The command <c>bench</c>: pairs of new users chat, and what they see is measured.</summary>
internal static class BenchCommand
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int PrefixLetters = 6;
    private const int PasswordLetters = 32;

    public static ToolCommand Create()
    {
        var url = new Option<string?>("--url") { Description = "The server; that of ACTORCHAT_URLS if it is left out.", HelpName = "URL" };
        var prefix = new Option<string?>("--prefix") { Description = "The beginning of the new users' logins; a random one if it is left out.", HelpName = "TEXT" };
        var pairs = WholeOption.Of("--pairs", "Dialogs of two users, who both write.", 10, 1, 100_000);
        var inFlight = WholeOption.Of("--in-flight", "Messages that each user has on the way at a time.", 1, 1, 1000);
        var rate = new Option<double?>("--rate") { Description = "Messages a second of all together, due at a steady rate; in place of --in-flight.", HelpName = "N" };
        var seconds = WholeOption.Of("--seconds", "How long is measured, after two seconds of warming up.", 10, 1, 86_400);
        var size = WholeOption.Of("--size", "Characters in each message.", 100, 16, 4000);
        var yes = new Option<bool>("--yes") { Description = "Also for a server that is not on this machine." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        rate.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 10_000_000))
            {
                result.AddError($"--rate {token.Value}: must be more than 0 and at most 10000000");
            }
        });
        var command = new ToolCommand(
            "bench", "Put load on a test server: pairs of new users chat; print messages a second and latencies.", "Measuring",
            "The users stay, with a password that nobody knows, so use a server that may keep them. Every message has a clientMessageId. Progress is a line each second. Limits refuse what is beyond "
                + "them; bench/bench.conf has none. The exit code is 1 if anything was lost or went wrong.",
            "actorchat bench --pairs 50 --in-flight 4 --seconds 20", "actorchat bench --pairs 50 --rate 2000 --seconds 60 --json")
        {
            url, prefix, pairs, inFlight, rate, seconds, size, yes, json,
        };
        command.SetAction(async (given, stop) =>
        {
            var server = new ServerOptions(
                AddressOf(given.GetValue(url) ?? HealthCommand.AddressOf(ServerEnvironment.FromProcess()), given.GetValue(yes)),
                given.GetValue(prefix) ?? $"bench-{RandomNumberGenerator.GetString(Letters, PrefixLetters)}",
                RandomNumberGenerator.GetString(Letters, PasswordLetters),
                null);
            var run = new ChatRun(new ChatOptions(
                server, given.GetValue(pairs), given.GetValue(inFlight), given.GetValue(rate), Warmup: TimeSpan.FromSeconds(2), Ramp: TimeSpan.Zero,
                TimeSpan.FromSeconds(given.GetValue(seconds)), given.GetValue(size), ClientIds: true));
            return await RunAsync(run, given, given.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChatRun run, ParseResult given, bool json, CancellationToken stop)
    {
        try
        {
            var report = await run.RunAsync(stop);
            var output = given.InvocationConfiguration.Output;
            if (json)
            {
                await output.WriteLineAsync(report.ToJson());
            }
            else
            {
                report.Print(output);
            }

            return report.Errors.Count == 0 ? Tool.Done : Tool.Failed;
        }
        catch (LoadException failure)
        {
            throw new ToolException(failure.Message);
        }
    }

    /// <summary>A mistyped address must not flood somebody's server, or fill it with users.</summary>
    private static Uri AddressOf(string url, bool isMeant)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw new ToolException($"--url {url}: must be an address like http://127.0.0.1:8080");
        }

        return parsed.IsLoopback || isMeant ? parsed : throw new ToolException($"{parsed} is not on this machine: bench makes users there that stay, and as much load as it can; --yes if that is meant");
    }
}
