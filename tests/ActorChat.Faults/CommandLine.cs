using System.Globalization;
using ActorChat.Faults.Attackers;
using ActorChat.Faults.Cluster;
using ActorChat.Faults.Plans;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults;

/// <summary>The options of the command line.</summary>
/// <param name="Plans">What is run, one plan after the other.</param>
/// <param name="Seed">The seed of a plan's first run; the others have the next ones.</param>
/// <param name="Runs">Runs of each plan.</param>
/// <param name="AtOnce">Runs of a plan that go on side by side.</param>
/// <param name="Options">The same for all runs.</param>
internal sealed record CommandLine(IReadOnlyList<IPlan> Plans, int Seed, int Runs, int AtOnce, RunOptions Options)
{
    /// <summary>With more, there would be no messages left beside everything else.</summary>
    private const double MostChanges = 0.7;

    private static readonly ClusterPlan s_cluster = new();

    public static string Usage { get; } =
        "ActorChat.Faults PLAN|all [--seed N] [--runs N] [--clients N] [--faults N] [--minutes N] [--pause MILLISECONDS] [--changes SHARE] [--attack NAME] [--brief]\n" +
        "                 cluster also: [--at-once RUNS] [--nodes N] [--fault NAME,NAME,...] [--second-build FOLDER] [--talk]\n\n" +
        "all is every plan but cluster:\n" +
        string.Join('\n', FaultPlan.All.Append<IPlan>(s_cluster).Select(plan => $"  {plan.Name,-15} {plan.Summary}")) + "\n\nattacks of hostile:\n" +
        string.Join('\n', AttackCatalogue.All.Select(attacker => $"  {attacker.Name,-18} {attacker.Summary}")) + "\n\nfaults of cluster:\n" +
        string.Join('\n', FaultCatalogue.All.Select(fault => $"  {fault.Name,-20} {fault.Summary}"));

    /// <summary>Parses the arguments; null if they are invalid.</summary>
    public static CommandLine? Read(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }

        var plans = arguments[0] == s_cluster.Name ? [s_cluster] : FaultPlan.All.Where(plan => arguments[0] == "all" || plan.Name == arguments[0]).ToArray<IPlan>();
        var command = new CommandLine(plans, Random.Shared.Next(1, 1_000_000), 1, 1, new RunOptions { Cluster = new ClusterOptions() });
        for (var i = 1; i < arguments.Count && command is not null; i++)
        {
            if (arguments[i] == "--brief")
            {
                command = command with { Options = command.Options with { Brief = true } };
            }
            else if (arguments[i] == "--talk")
            {
                command = command.With(cluster => cluster with { Talks = true });
            }
            else if (arguments[i] == "--fault" && i + 1 < arguments.Count && FaultCatalogue.FindAll(arguments[i + 1]) is { } only)
            {
                command = command.With(cluster => cluster with { Only = only });
                i++;
            }
            else if (arguments[i] == "--second-build" && i + 1 < arguments.Count && File.Exists(Path.Combine(arguments[i + 1], ServerBinary.FileName)))
            {
                var build = Path.GetFullPath(Path.Combine(arguments[i + 1], ServerBinary.FileName));
                command = command.With(cluster => cluster with { SecondBuild = build });
                i++;
            }
            else if (arguments[i] == "--attack" && i + 1 < arguments.Count && AttackCatalogue.Find(arguments[i + 1]) is { } attack)
            {
                command = command with { Options = command.Options with { Attack = attack } };
                i++;
            }
            else if (arguments[i] == "--changes" && i + 1 < arguments.Count && double.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= MostChanges)
            {
                command = command with { Options = command.Options with { Changes = (int)Math.Round(share * 1000) } };
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
        "--at-once" when value > 0 && Plans.All(plan => plan == s_cluster) => this with { AtOnce = value },
        "--clients" => this with { Options = Options with { Clients = value } },
        "--faults" => this with { Options = Options with { Faults = value } },
        "--nodes" when value is > 0 and < 10 => With(cluster => cluster with { Nodes = value }),
        "--minutes" => this with { Options = Options with { Duration = TimeSpan.FromMinutes(value) } },
        "--pause" => this with { Options = Options with { Pause = TimeSpan.FromMilliseconds(value) } },
        _ => null,
    };

    private CommandLine With(Func<ClusterOptions, ClusterOptions> change) => this with { Options = Options with { Cluster = change(Options.Cluster ?? new ClusterOptions()) } };
}
