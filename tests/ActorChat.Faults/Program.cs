using System.Globalization;
using ActorChat.Faults;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Plans;

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
var table = new ReportTable();
foreach (var plan in command.Plans)
{
    for (var run = 0; run < command.Runs; run++)
    {
        try
        {
            var result = await plan.RunAsync(command.Seed + run, command.Options);
            table.Add(result);
            ReportTable.Print(result, Console.Out);
        }
        catch (Exception failure) when (failure is InvalidOperationException or WireException or TimeoutException or HttpRequestException or IOException)
        {
            table.Abandon();
            Console.WriteLine($"{plan.Name} seed {command.Seed + run}: FAILED to run to its end: {failure.Message}");
        }
    }
}

Console.WriteLine();
Console.WriteLine(table.ToMarkdown());
return table.Passed ? 0 : 1;
