using ActorChat.Storage.Specs;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>PostgreSQL is behind a wall: all other code uses only the contracts.</summary>
public class WallSpecs
{
    private const string Engine = "ActorChat.Storage.PostgreSql";

    /// <summary>The entrance that the server's composition names.</summary>
    private const string Entrance = "PostgreSqlStorage.OpenAsync(";

    [Fact]
    public void Nothing_of_its_driver_is_named_outside_its_project() =>
        Assert.DoesNotContain(SourcesOutside.Of(Engine).Where(file => !file.EndsWith(".csproj", StringComparison.Ordinal)), file => File.ReadAllText(file).Contains("Npgsql", StringComparison.Ordinal));

    [Fact]
    public void The_engine_is_named_in_one_place()
    {
        var named = SourcesOutside.Of(Engine).Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && File.ReadAllText(file).Contains($"using {Engine}", StringComparison.Ordinal)).ToList();
        Assert.Contains(Entrance, File.ReadAllText(Assert.Single(named)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_contracts_reference_nothing_of_its_driver() =>
        Assert.DoesNotContain(typeof(ChatStorage).Assembly.GetReferencedAssemblies(), reference => reference.Name!.Contains("npgsql", StringComparison.OrdinalIgnoreCase));
}
