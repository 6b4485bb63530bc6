using System.Globalization;
using ActorChat.Faults.Plans;
using ActorChat.Faults.Servers;
using ActorChat.Faults.Tests.Interleavings;

namespace ActorChat.Faults.Tests;

/// <summary>
/// Any interleaving of posts, changes, markers, kills, pages, absences and syncs leaves a client with the state of one that never left. Every case has its own
/// seed. The environment variables FAULTS_SEED and INTERLEAVINGS set another first seed, and another number of cases.
/// </summary>
[Collection("servers")]
public sealed class InterleavingSpecs
{
    private const int Cases = 12;

    [Fact]
    public async Task A_client_that_leaves_and_comes_back_has_what_one_has_that_never_left()
    {
        var seed = Setting("FAULTS_SEED", 1);
        using var folder = DataFolder.Plain();
        await using var server = new ServerProcess(folder, FaultRun.BaseSettings);
        await server.StartAsync();

        for (var i = 0; i < Setting("INTERLEAVINGS", Cases); i++)
        {
            var differences = await Interleaving.PlayAsync(server, seed + i);
            Assert.True(differences.Count == 0, $"seed {seed + i}:\n{string.Join('\n', differences)}");
        }
    }

    private static int Setting(string name, int value) => Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;
}
