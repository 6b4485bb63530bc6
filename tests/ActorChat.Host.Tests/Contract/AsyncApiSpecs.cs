using ActorChat.Host.Contract;
using ActorChat.Host.Limits;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Contract;

/// <summary>clients/contract/asyncapi.yaml is what the catalogue of events says, and what the server serves.</summary>
public sealed class AsyncApiSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Set to 1, it lets this spec write the file in place of comparing it.</summary>
    private const string WriteVariable = "ACTORCHAT_WRITE_CONTRACT";

    private static readonly string s_file = Path.Combine(ClientScripts.Root, "clients", "contract", "asyncapi.yaml");

    [Fact]
    public async Task The_file_is_what_the_server_serves()
    {
        using var answer = await server.Http.GetAsync(new Uri("/asyncapi/v1.yaml", UriKind.Relative));
        Assert.Equal("application/yaml", answer.Content.Headers.ContentType?.MediaType);
        var served = await answer.Content.ReadAsStringAsync();
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(s_file, served);
        }

        Assert.True(
            await File.ReadAllTextAsync(s_file) == served,
            $"{s_file} differs from the catalogue. To write it: {WriteVariable}=1 tests/run.sh ActorChat.Host.Tests AsyncApiSpecs");
    }

    [Fact]
    public async Task The_file_is_a_valid_document()
    {
        var (exitCode, output) = await ClientScripts.RunAsync("node", ["asyncapi.js", s_file]);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_document_that_refers_to_nothing_is_not_valid()
    {
        var broken = Path.GetTempFileName();
        await File.WriteAllTextAsync(broken, (await File.ReadAllTextAsync(s_file)).Replace("#/components/schemas/Message\"", "#/components/schemas/Nothing\"", StringComparison.Ordinal));
        var (exitCode, output) = await ClientScripts.RunAsync("node", ["asyncapi.js", broken]);
        File.Delete(broken);
        Assert.True(exitCode == 1, output);
    }

    [Fact]
    public void A_server_with_other_lengths_says_so()
    {
        var document = AsyncApiDocument.Of(new LengthSettings(64, 8, 256, MessageLength: 17, 64, 50, 200));
        Assert.Equal(17, document["components"]!["schemas"]!["EditRequest"]!["properties"]!["message"]!["maxLength"]!.GetValue<int>());
    }
}
