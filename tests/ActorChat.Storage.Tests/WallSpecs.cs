using ActorChat.Storage.Specs;

namespace ActorChat.Storage.Tests;

/// <summary>SQLite is behind a wall: all other code uses only the contracts.</summary>
public class WallSpecs
{
    private const string Engine = "ActorChat.Storage.Sqlite";

    /// <summary>The entrance that the server's composition names.</summary>
    private const string Entrance = "SqliteStorage.OpenAsync(";

    [Theory]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("SQLitePCL")]
    [InlineData("SqliteException")]
    [InlineData("SqliteConnection")]
    [InlineData("PRAGMA")]
    public void Nothing_of_SQLite_is_named_outside_its_project(string name) =>
        Assert.DoesNotContain(SourcesOutside.Of(Engine), file => File.ReadAllText(file).Contains(name, StringComparison.Ordinal));

    [Fact]
    public void The_engine_is_named_in_one_place()
    {
        var named = SourcesOutside.Of(Engine).Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && File.ReadAllText(file).Contains(Engine, StringComparison.Ordinal)).ToList();
        Assert.Contains(Entrance, File.ReadAllText(Assert.Single(named)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_contracts_reference_nothing_of_SQLite() =>
        Assert.DoesNotContain(
            typeof(ChatStorage).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.Contains("sqlite", StringComparison.OrdinalIgnoreCase));
}
