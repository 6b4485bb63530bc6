using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Contract;

/// <summary>A file of <c>clients/contract</c>: a description of the interface as the server serves it.</summary>
internal sealed class ContractFile(string name)
{
    /// <summary>Set to 1, it lets the specs write the files in place of comparing them.</summary>
    private const string WriteVariable = "ACTORCHAT_WRITE_CONTRACT";

    public string Location { get; } = Path.Combine(ClientScripts.Root, "clients", "contract", name);

    public async Task CompareAsync(string served)
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(Location, served);
        }

        Assert.True(
            File.Exists(Location) && await File.ReadAllTextAsync(Location) == served,
            $"{Location} differs from what is served. To write it: {WriteVariable}=1 tests/run.sh ActorChat.Host.Tests ApiSpecs");
    }
}
