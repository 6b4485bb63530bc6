using System.CommandLine;
using ActorChat.Bench;

namespace ActorChat.Load;

/// <summary>The command line.</summary>
internal static class Commands
{
    private static readonly Option<string> Url = new("--url") { Description = "The server's address.", DefaultValueFactory = _ => "http://127.0.0.1:8080", Recursive = true };
    private static readonly Option<string> Prefix = new("--prefix") { Description = "The beginning of the logins; the same prefix uses the same accounts again.", DefaultValueFactory = _ => "load", Recursive = true };
    private static readonly Option<string> Password = new("--password") { Description = "The password of the accounts.", DefaultValueFactory = _ => "load-password", Recursive = true };
    private static readonly Option<string?> Json = new("--json") { Description = "Write the report as JSON to this file; - is the standard output.", Recursive = true };

    public static RootCommand Root()
    {
        var root = new RootCommand("Puts load on an ActorChat server and reports the results. Progress goes to the standard error, the report to the standard output.");
        root.Options.Add(Url);
        root.Options.Add(Prefix);
        root.Options.Add(Password);
        root.Options.Add(Json);
        root.Subcommands.Add(Chat());
        root.Subcommands.Add(Connect());
        root.Subcommands.Add(Flood());
        return root;
    }

    private static Command Chat()
    {
        var pairs = Whole("--pairs", "Dialogs of two users; both write.", 50, 1, 1_000_000);
        var window = Whole("--window", "Closed loop: messages that each sender has in flight.", 1, 1, 1000);
        var rate = new Option<double?>("--rate") { Description = "Open loop: messages a second of all senders together. Latency runs from the moment each message was due." };
        Check(rate, value => value is null or (> 0 and <= 10_000_000), "more than 0 and at most 10000000");
        var warmup = Seconds("--warmup", "Seconds before counting begins.", 3);
        var ramp = Seconds("--ramp", "Seconds in which the load grows from nothing; runs before the warm-up.", 0);
        var duration = Seconds("--duration", "Seconds that are counted.", 10);
        var size = Whole("--size", "Characters in each message.", 100, 16, 4000);
        var ids = new Option<bool>("--client-ids") { Description = "Give every message a clientMessageId." };
        var command = new Command("chat", "Pairs of users chat: closed loop with --window, open loop with --rate.") { pairs, window, rate, warmup, ramp, duration, size, ids };
        command.SetAction((given, stop) => RunAsync(given, server =>
        {
            var rampTime = TimeSpan.FromSeconds(given.GetValue(ramp));
            var options = new ChatOptions(
                server, given.GetValue(pairs), given.GetValue(window), given.GetValue(rate), TimeSpan.FromSeconds(given.GetValue(warmup)) + rampTime, rampTime,
                TimeSpan.FromSeconds(given.GetValue(duration)), given.GetValue(size), given.GetValue(ids));
            return new ChatRun(options).RunAsync(stop);
        }));
        return command;
    }

    private static Command Connect()
    {
        var connections = Whole("--connections", "Connections in all.", 1000, 1, 10_000_000);
        var users = Whole("--users", "Accounts that share them.", 100, 1, 1_000_000);
        var rate = new Option<double?>("--rate") { Description = "Connects a second. Latency runs from the moment each connect was due." };
        Check(rate, value => value is null or (> 0 and <= 1_000_000), "more than 0 and at most 1000000");
        var concurrency = Whole("--concurrency", "Connects in progress at a time.", 100, 1, 10_000);
        var hold = Seconds("--hold", "Seconds for which all stay open.", 10);
        var command = new Command("connect", "Connects, holds the connections open and disconnects: how many fit, how fast they come.") { connections, users, rate, concurrency, hold };
        command.SetAction((given, stop) => RunAsync(given, server => new ConnectRun(new ConnectOptions(
            server, given.GetValue(connections), given.GetValue(users), given.GetValue(rate), given.GetValue(concurrency),
            TimeSpan.FromSeconds(given.GetValue(hold)))).RunAsync(stop)));
        return command;
    }

    private static Command Flood()
    {
        var users = Whole("--users", "Users who flood, each with one connection at a time.", 20, 2, 10_000);
        var duration = Seconds("--duration", "Seconds for which they flood.", 20);
        var size = Whole("--size", "Characters in each message.", 100, 1, 4000);
        var command = new Command("flood", "Users send as fast as they can, wait for no answer, and reconnect when they are disconnected.") { users, duration, size };
        command.SetAction((given, stop) => RunAsync(given, server =>
            new FloodRun(new FloodOptions(server, given.GetValue(users), TimeSpan.FromSeconds(given.GetValue(duration)), given.GetValue(size))).RunAsync(stop)));
        return command;
    }

    /// <summary>0: the run went through. 1: the command line is wrong. 2: the run failed. 3: it went through, with errors.</summary>
    private static async Task<int> RunAsync(ParseResult given, Func<ServerOptions, Task<LoadReport>> run)
    {
        try
        {
            if (!Uri.TryCreate(given.GetValue(Url), UriKind.Absolute, out var url) || (url.Scheme != "http" && url.Scheme != "https"))
            {
                throw new LoadException($"--url {given.GetValue(Url)}: must be an address like http://127.0.0.1:8080");
            }

            var report = await run(new ServerOptions(url, given.GetValue(Prefix)!, given.GetValue(Password)!, given.GetValue(Json)));
            await report.WriteAsync(given.GetValue(Json));
            return report.Errors.Count == 0 ? 0 : 3;
        }
        catch (LoadException failure)
        {
            await Console.Error.WriteLineAsync("load: " + failure.Message);
            return 2;
        }
        catch (IOException failure)
        {
            await Console.Error.WriteLineAsync("load: the report could not be written: " + failure.Message);
            return 2;
        }
    }

    private static Option<int> Whole(string name, string description, int standard, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        Check(option, value => value >= min && value <= max, $"a whole number from {min} to {max}");
        return option;
    }

    private static Option<double> Seconds(string name, string description, double standard)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => standard };
        Check(option, value => value is >= 0 and <= 86_400, "seconds from 0 to 86400");
        return option;
    }

    private static void Check<T>(Option<T> option, Func<T?, bool> isLegal, string legal) => option.Validators.Add(result =>
    {
        try
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<T>() is var value && !isLegal(value))
            {
                result.AddError($"{option.Name} {value}: must be {legal}");
            }
        }
        catch (InvalidOperationException)
        {
            // Text that is not a number.
            result.AddError($"{option.Name} {result.Tokens[0].Value}: must be {legal}");
        }
    });
}
