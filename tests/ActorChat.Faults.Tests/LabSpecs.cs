using System.Net.NetworkInformation;
using ActorChat.Faults.Labs;

namespace ActorChat.Faults.Tests;

/// <summary>The machines of a lab, and what is left of them.</summary>
[Collection("servers")]
public sealed class LabSpecs
{
    [LabFact]
    public async Task Machines_hear_each_other_except_through_a_filter()
    {
        await using var keeper = new LabKeeper("actorchatspec1", Directory.CreateTempSubdirectory("actorchat-lab-").FullName);
        var network = await LabNetwork.BuildAsync("actorchatspec1");
        var one = await network.AddAsync("one", 1);
        var two = await network.AddAsync("two", 2);

        Assert.True(await HearsAsync(one, two));
        await two.FilterAsync(PacketFilter.None.Drop(one.Address));
        Assert.False(await HearsAsync(one, two));
        await two.FilterAsync(PacketFilter.None);
        Assert.True(await HearsAsync(one, two));
    }

    [LabFact]
    public async Task Two_labs_do_not_meet()
    {
        await using var first = new LabKeeper("actorchatspec2", Directory.CreateTempSubdirectory("actorchat-lab-").FullName);
        await using var second = new LabKeeper("actorchatspec3", Directory.CreateTempSubdirectory("actorchat-lab-").FullName);
        var one = await (await LabNetwork.BuildAsync("actorchatspec2")).AddAsync("one", 1);
        var two = await (await LabNetwork.BuildAsync("actorchatspec3")).AddAsync("one", 1);

        Assert.NotEqual(one.Address, two.Address);
        Assert.False(await HearsAsync(one, two));
    }

    [LabFact]
    public async Task Nothing_is_left_of_a_lab_although_its_programs_were_still_running()
    {
        var folder = Directory.CreateTempSubdirectory("actorchat-lab-").FullName;
        var keeper = new LabKeeper("actorchatspec4", folder);
        var machine = await (await LabNetwork.BuildAsync("actorchatspec4")).AddAsync("one", 1);
        var program = new LabProcess(machine, Path.Combine(folder, "log"), () => new LabCommand(["sleep", "1000"], new Dictionary<string, string>()), TimeSpan.FromHours(1));
        program.Start();
        var id = program.Id!.Value;

        await keeper.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain("actorchatspec4", (await Tool.RunAsync(["ip", "netns", "list"])), StringComparison.Ordinal);
        Assert.DoesNotContain(NetworkInterface.GetAllNetworkInterfaces(), network => network.Name == "acspec4");
        await program.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [LabFact]
    public async Task A_program_that_ended_is_started_again_until_it_is_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("actorchat-lab-").FullName;
        await using var keeper = new LabKeeper("actorchatspec5", folder);
        var machine = await (await LabNetwork.BuildAsync("actorchatspec5")).AddAsync("one", 1);
        await using var program = new LabProcess(machine, Path.Combine(folder, "log"), () => new LabCommand(["sh", "-c", "exit 3"], new Dictionary<string, string>()), TimeSpan.Zero);

        program.Start();
        Assert.True(SpinWait.SpinUntil(() => program.Starts > 2, TimeSpan.FromSeconds(30)));
        await program.StopAsync(Servers.Signals.Terminate, TimeSpan.FromSeconds(10));
        var starts = program.Starts;

        Assert.Null(program.Id);
        Assert.All(program.Ends.SkipLast(1), code => Assert.Equal(3, code));
        Assert.Equal(starts, program.Starts);
    }

    /// <summary>Nobody listens there: a machine that is heard refuses, one that is not stays silent.</summary>
    private static async Task<bool> HearsAsync(LabMachine one, LabMachine two)
    {
        var (_, _, errors) = await Tool.TryAsync(one.On("timeout", "1", "bash", "-c", $": </dev/tcp/{two.Address}/99"));
        return errors.Contains("refused", StringComparison.Ordinal);
    }
}
