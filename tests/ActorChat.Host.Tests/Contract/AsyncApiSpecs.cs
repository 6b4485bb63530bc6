using ActorChat.Host.Contract;
using ActorChat.Host.Limits;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Contract;

/// <summary>clients/contract/asyncapi.yaml is what the catalogue of events says, and what the server serves.</summary>
public sealed class AsyncApiSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly ContractFile s_file = new("asyncapi.yaml");

    [Fact]
    public async Task The_file_is_what_the_server_serves()
    {
        using var answer = await server.Http.GetAsync(new Uri("/asyncapi/v1.yaml", UriKind.Relative));
        Assert.Equal("application/yaml", answer.Content.Headers.ContentType?.MediaType);
        await s_file.CompareAsync(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_file_is_a_valid_document()
    {
        var (exitCode, output) = await ClientScripts.RunAsync("node", ["asyncapi.js", s_file.Location]);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_document_that_refers_to_nothing_is_not_valid()
    {
        var broken = Path.GetTempFileName();
        await File.WriteAllTextAsync(broken, (await File.ReadAllTextAsync(s_file.Location)).Replace("#/components/schemas/Message\"", "#/components/schemas/Nothing\"", StringComparison.Ordinal));
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
