using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using ActorChat.Host.Composition;
using ActorChat.Host.Engines;
using ActorChat.Host.Settings;
using ActorChat.Storage.Backup;

namespace ActorChat.Host.Commands;

/// <summary>The commands <c>backup</c> and <c>restore</c> of a data folder.</summary>
internal static class DataCommands
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static ToolCommand Backup()
    {
        var target = NotEmpty(new Argument<string>("DIR") { Description = "The folder to make. Its parent exists." });
        var (data, json) = (DataFolder(), AsJson());
        var command = new ToolCommand("backup", "Copy the data folder into the new folder DIR, also while the server runs, and check the copy.")
        {
            Heading = "Data",
            Details = "Everything that was acknowledged before the command began is in the backup. Nothing is overwritten: DIR must not exist. It is called DIR.partial until it is whole, "
                + "checked and on disk. With PostgreSQL the command refuses and names pg_dump.",
            Examples = ["actorchat backup --data /var/lib/actorchat /var/backups/actorchat-2026-11-28"],
        };
        command.Arguments.Add(target);
        command.Options.Add(data);
        command.Options.Add(json);
        command.SetAction(async (given, stop) =>
        {
            var folder = FolderOf(given.GetValue(data), "backed up with pg_dump -Fc -f FILE DATABASE");
            var report = await WithProgressAsync(given, progress => StorageEngines.BackUp(folder, given.GetRequiredValue(target), ProgramVersion.Text, TimeProvider.System, progress, stop), stop);
            return await PrintAsync(given, report, given.GetValue(json), "is a backup of it");
        });
        return command;
    }

    public static ToolCommand Restore()
    {
        var source = NotEmpty(new Argument<string>("DIR") { Description = "The folder of the backup." });
        var (data, json) = (DataFolder(), AsJson());
        var trial = new Option<bool>("--dry-run") { Description = "Check the backup, and that the data folder is empty; write nothing." };
        var command = new ToolCommand("restore", "Put the backup DIR into an empty data folder, and check it before and after.")
        {
            Details = "No server may run on the folder. What was sent after the backup is in the old folder only: keep that until the restored server runs. A restored server gives its data another "
                + "epoch, by which clients notice that it is another history.",
            Examples = ["actorchat restore --data /var/lib/actorchat /var/backups/actorchat-2026-11-28", "actorchat restore --dry-run /var/backups/actorchat-2026-11-28"],
        };
        command.Arguments.Add(source);
        command.Options.Add(data);
        command.Options.Add(trial);
        command.Options.Add(json);
        command.SetAction(async (given, stop) =>
        {
            var (folder, isTrial) = (FolderOf(given.GetValue(data), "restored with pg_restore"), given.GetValue(trial));
            var report = await WithProgressAsync(given, progress => StorageEngines.Restore(given.GetRequiredValue(source), folder, isTrial, progress, stop), stop);
            if (!isTrial && Environment.IsPrivilegedProcess)
            {
                await given.InvocationConfiguration.Error.WriteLineAsync($"{Tool.Name}: the files belong to root; if the server runs as another user: chown -R USER {folder}");
            }

            return await PrintAsync(given, report, given.GetValue(json), isTrial ? "can be restored" : "is restored");
        });
        return command;
    }

    private static Option<string?> DataFolder()
    {
        var option = new Option<string?>("--data") { Description = "The data folder; that of ACTORCHAT_DATA if it is left out.", HelpName = "FOLDER" };
        option.Validators.Add(static given => RefuseEmpty(given, given.Tokens));
        return option;
    }

    /// <summary>A variable of a script that is not set becomes an empty argument.</summary>
    private static Argument<string> NotEmpty(Argument<string> argument)
    {
        argument.Validators.Add(static given => RefuseEmpty(given, given.Tokens));
        return argument;
    }

    private static void RefuseEmpty(SymbolResult given, IReadOnlyList<Token> tokens)
    {
        if (tokens is [{ Value: var folder }] && string.IsNullOrWhiteSpace(folder))
        {
            given.AddError("the name of a folder is empty");
        }
    }

    private static Option<bool> AsJson() => new("--json") { Description = "Print JSON." };

    /// <summary>A folder that is named needs no settings: they may be what is broken.</summary>
    private static string FolderOf(string? named, string otherwise)
    {
        if (named is not null)
        {
            return named;
        }

        var environment = ServerEnvironment.FromProcess();
        return ServerSettings.Load(environment).Storage.Shared
            ? throw new ToolException($"the data is in PostgreSQL, which is {otherwise}: docs/backup.md")
            : environment.DataFolder;
    }

    /// <summary>Runs on the pool: only while the command is awaited does an interruption reach it, so that it can remove what it began.</summary>
    private static async Task<BackupReport> WithProgressAsync(ParseResult given, Func<Action<BackupProgress>, BackupReport> run, CancellationToken stop)
    {
        using var line = ProgressLine.On(given.InvocationConfiguration.Error);
        return await Task.Run(
            () => run(progress =>
            {
                stop.ThrowIfCancellationRequested();
                line.Show(progress.Work, progress.Done, progress.Total);
            }),
            CancellationToken.None);
    }

    private static async Task<int> PrintAsync(ParseResult given, BackupReport report, bool asJson, string says)
    {
        var (output, counts) = (given.InvocationConfiguration.Output, report.Counts);
        if (report.MadeAt is null)
        {
            await given.InvocationConfiguration.Error.WriteLineAsync($"{Tool.Name}: the backup was made by hand, so nothing says how its files were then; they are whole and fit together");
        }

        await output.WriteLineAsync(asJson ? JsonSerializer.Serialize(report, Json) : string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Place} {says}: {counts.Users} users, {counts.Rooms} rooms, {counts.Messages} messages in the tables, {counts.Events} events in the journal, {ProgressLine.Bytes(report.Bytes)}, checked"));
        return Tool.Done;
    }
}
