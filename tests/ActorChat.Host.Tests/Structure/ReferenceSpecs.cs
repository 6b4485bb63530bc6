namespace ActorChat.Host.Tests.Structure;

/// <summary>Which projects and packages each project may refer to: anything without a row is not allowed.</summary>
public sealed class ReferenceSpecs
{
    /// <summary>Each project with the projects and the packages that it may refer to.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["ActorChat.Bench"] = ([], ["HdrHistogram"]),
        ["ActorChat.Settings"] = ([], ["Akka"]),
        ["ActorChat.Actors"] = (["ActorChat.Settings"], ["Akka", "Akka.Persistence", "Google.Protobuf"]),
        ["ActorChat.Cluster"] = (["ActorChat.Actors"], ["Akka.Cluster.Hosting", "Akka.Cluster.Sharding", "Akka.Management", "Google.Protobuf"]),
        ["ActorChat.Storage"] = (["ActorChat.Actors"], ["Akka.Persistence.Sql", "Akka.Streams", "Google.Protobuf"]),
        ["ActorChat.Storage.Sqlite"] = (["ActorChat.Storage"], ["Akka.Persistence.Sql", "Akka.Streams", "Microsoft.Data.Sqlite"]),
        ["ActorChat.Storage.PostgreSql"] = (["ActorChat.Storage"], ["Akka.Persistence.Sql", "Akka.Streams", "Npgsql"]),
        ["ActorChat.SocketIO"] = ([], ["Microsoft.AspNetCore.App"]),
        ["ActorChat.Host"] = (
            ["ActorChat.Bench", "ActorChat.Cluster", "ActorChat.Storage.PostgreSql", "ActorChat.Storage.Sqlite", "ActorChat.Storage", "ActorChat.SocketIO"],
            [
                "Akka.Hosting", "Microsoft.AspNetCore.App", "Microsoft.AspNetCore.OpenApi", "NSec.Cryptography", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
                "OpenTelemetry.Exporter.Prometheus.AspNetCore", "OpenTelemetry.Extensions.Hosting", "Scalar.AspNetCore", "Serilog.AspNetCore", "Serilog.Formatting.Compact",
                "System.CommandLine",
            ]),
    };

    public static TheoryData<string> Projects() => new(Project.All);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_nothing_that_it_must_not_know(string name)
    {
        var (projects, packages) = Allowed[name];
        var project = new Project(name);
        Assert.Empty(project.Projects.Except(projects));
        Assert.Empty(project.Packages.Except(packages));
    }
}
