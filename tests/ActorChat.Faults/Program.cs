using System.Globalization;
using ActorChat.Faults;

if (CommandLine.Read(args) is not { } command)
{
    Console.Error.WriteLine(CommandLine.Usage);
    return 2;
}

const int CannotRunHere = 3;
if (command.Plans.FirstOrDefault(plan => plan.Obstacle is not null) is { } impossible)
{
    Console.Error.WriteLine($"{impossible.Name} cannot run here: {impossible.Obstacle}");
    return CannotRunHere;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {command.Seed}: the same choices again with --seed {command.Seed}"));
var table = await Campaign.PerformAsync(command, Console.Out);
Console.WriteLine();
Console.WriteLine(table.ToMarkdown());
return table.Passed ? 0 : 1;
