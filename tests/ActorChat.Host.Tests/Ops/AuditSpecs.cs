using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Ops;

/// <c>ops/audit.sh</c> with a prepared dotnet: only a finding fails, and it reports nothing that it did not find out.
public sealed class AuditSpecs : IDisposable
{
    private const string Nothing = """{ "version": 1, "projects": [ { "path": "a.csproj" } ] }""";
    private const string Finding = """{ "projects": [ { "topLevelPackages": [ { "id": "Leaky", "vulnerabilities": [ { "severity": "High" } ] } ] } ] }""";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Nothing, Finding, 0, "dotnet: nothing known")]
    [InlineData(Finding, Finding, 1, "\"id\": \"Leaky\"")]
    [InlineData(Finding, Nothing, 1, "\"id\": \"Leaky\"")]
    [InlineData(Nothing, Nothing, 0, "dotnet: not checked, the feed has no list of weaknesses")]
    [InlineData("error: Unable to load the service index for source https://api.nuget.org/v3/index.json.", "", 0, "dotnet: not checked, the feed cannot be reached")]
    [InlineData("""{ "problems": [ { "level": "error", "text": "NU1301" } ], "projects": [] }""", "", 0, "dotnet: not checked, the feed cannot be reached")]
    public async Task A_finding_fails_and_a_feed_that_says_nothing_is_named(string ofOurs, string ofKnownWeakness, int exitCode, string line)
    {
        Program("dotnet", $$"""
            case "$*" in
              restore*) ;;
              *known.csproj*) printf '%s\n' '{{ofKnownWeakness}}' ;;
              *) printf '%s\n' '{{ofOurs}}' | sed 's/, /,\n/g' ;;
            esac
            """);
        Program("npm", "exit 1");
        var (exit, output) = await ClientScripts.RunAsync("bash", ["-c", $"chmod +x {_folder.PathOf("dotnet")} {_folder.PathOf("npm")}; PATH={_folder.PathOf("")}:$PATH {Path.Combine(ClientScripts.Root, "ops", "audit.sh")}"]);
        Assert.Contains(line, output, StringComparison.Ordinal);
        Assert.Contains("npm: not checked", output, StringComparison.Ordinal);
        Assert.Equal(exitCode, exit);
    }

    private void Program(string name, string script) => _folder.Write(name, "#!/bin/bash\n" + script);
}
