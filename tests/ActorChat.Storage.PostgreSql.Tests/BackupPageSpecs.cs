using System.Text.RegularExpressions;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;
using ActorChat.Testing;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>The commands for PostgreSQL of <c>docs/backup.md</c>, word for word.</summary>
public sealed partial class BackupPageSpecs
{
    private const string Database = "actorchat";

    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "backup.md"));

    [Fact]
    public async Task A_dump_and_a_recovery_have_what_was_answered_before_and_another_epoch()
    {
        using var server = new PostgresServer();
        server.Run("createdb", Database);
        var (backup, archive, files) = ($"{server.Folder}/backup", $"{server.Folder}/archive", $"{server.Folder}/recovered");
        server.Shell($"mkdir {backup} {archive} {files}; chmod 700 {files}");
        server.Shell(Command("pg-archive"), ("ARCHIVE", archive));
        server.Stop();
        server.Start();

        var engine = await OpenAsync(server.ConnectionTo(Database));
        var epoch = engine.Epoch;
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        server.Shell(Command("pg-dump"), ("BACKUP", backup));
        server.Shell(Command("pg-base"), ("BACKUP", backup));
        await engine.Journal.AppendAsync(Rows.Of("stream", 2));
        var segment = server.Query(Database, "SELECT pg_walfile_name(pg_switch_wal())");
        while (server.Query(Database, "SELECT last_archived_wal FROM pg_stat_archiver") is var archived && string.CompareOrdinal(archived, segment) < 0)
        {
        }

        await engine.DisposeAsync();
        server.Shell(Command("pg-restore"), ("BACKUP", backup));
        Assert.Equal("1", server.Query("actorchat_restored", "SELECT count(*) FROM journal"));
        await IsAnotherAsync(server.ConnectionTo("actorchat_restored"), epoch, "dump");

        server.Shell(Command("pg-recover"), ("BACKUP", backup), ("ARCHIVE", archive), ("PGDATA", files));
        using var recovered = PostgresServer.On(files);
        while (recovered.Query(Database, "SELECT pg_is_in_recovery()") == "t")
        {
        }

        Assert.Equal("2", recovered.Query(Database, "SELECT count(*) FROM journal"));
        await IsAnotherAsync(recovered.ConnectionTo(Database), epoch, "recovered");

        server.Shell(Command("pg-renew"));
        await using var renewed = await OpenAsync(server.ConnectionTo(Database));
        Assert.NotEqual(epoch, renewed.Epoch);
    }

    private static async Task IsAnotherAsync(string connection, string epoch, string why)
    {
        string renewed;
        await using (var engine = await OpenAsync(connection))
        {
            renewed = engine.Epoch;
            Assert.NotEqual(epoch, renewed);
            Assert.Contains(why, engine.EpochRenewed, StringComparison.Ordinal);
        }

        await using var again = await OpenAsync(connection);
        Assert.Equal((renewed, null), (again.Epoch, again.EpochRenewed));
    }

    private static Task<PostgreSqlEngine> OpenAsync(string connection) => PostgreSqlStorage.OpenEngineAsync(connection, OpenStorage.Settings(), TimeProvider.System);

    private static string Command(string name) => Fence().Matches(Page).Single(match => match.Groups["name"].Value == name).Groups["text"].Value;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorChat.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"```sh (?<name>\S+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
