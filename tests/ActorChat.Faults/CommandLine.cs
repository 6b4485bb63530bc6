using System.Globalization;
using ActorChat.Faults.Attackers;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults;

/// <summary>The options of the command line.</summary>
internal sealed record CommandLine(IReadOnlyList<FaultPlan> Plans, int Seed, int Runs, RunOptions Options)
{
    public static string Usage { get; } =
        "ActorChat.Faults PLAN|all [--seed N] [--runs N] [--clients N] [--faults N] [--minutes N] [--pause MILLISECONDS] [--attack NAME] [--brief]\n\n" +
        string.Join('\n', FaultPlan.All.Select(plan => $"  {plan.Name,-15} {plan.Summary}")) + "\n\nattacks of hostile:\n" +
        string.Join('\n', AttackCatalogue.All.Select(attacker => $"  {attacker.Name,-18} {attacker.Summary}"));

    /// <summary>Parses the arguments; null if they are invalid.</summary>
    public static CommandLine? Read(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }

        var plans = FaultPlan.All.Where(plan => arguments[0] == "all" || plan.Name == arguments[0]).ToArray();
        var command = new CommandLine(plans, Random.Shared.Next(1, 1_000_000), 1, new RunOptions());
        for (var i = 1; i < arguments.Count && command is not null; i++)
        {
            if (arguments[i] == "--brief")
            {
                command = command with { Options = command.Options with { Brief = true } };
            }
            else if (arguments[i] == "--attack" && i + 1 < arguments.Count && AttackCatalogue.Find(arguments[i + 1]) is { } attack)
            {
                command = command with { Options = command.Options with { Attack = attack } };
                i++;
            }
            else if (i + 1 < arguments.Count && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var value) && value >= 0)
            {
                command = command.With(arguments[i++], value);
            }
            else
            {
                command = null;
            }
        }

        return plans.Length == 0 ? null : command;
    }

    private CommandLine? With(string option, int value) => option switch
    {
        "--seed" => this with { Seed = value },
        "--runs" => this with { Runs = value },
        "--clients" => this with { Options = Options with { Clients = value } },
        "--faults" => this with { Options = Options with { Faults = value } },
        "--minutes" => this with { Options = Options with { Duration = TimeSpan.FromMinutes(value) } },
        "--pause" => this with { Options = Options with { Pause = TimeSpan.FromMilliseconds(value) } },
        _ => null,
    };
}
