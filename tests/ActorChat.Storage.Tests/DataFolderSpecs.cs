using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

/// <summary>Only the server's own user can read the data folder.</summary>
public sealed class DataFolderSpecs
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybodys = OwnersFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode EverybodysFile = OwnersFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Fact]
    public async Task A_new_folder_and_every_file_in_it_are_the_owners_alone()
    {
        using var folder = new TempFolder();
        var data = folder.File("new/data");
        await using var storage = await OpenAsync(data);
        AssertClosed(data);
        Assert.Null(storage.Warning);
    }

    [Fact]
    public async Task Modes_that_an_earlier_server_left_open_are_closed_at_the_next_start()
    {
        using var folder = new TempFolder();
        var data = folder.File("data");
        await using (await OpenAsync(data))
        {
        }

        SetMode(data, Everybodys);
        Assert.All(Directory.GetFiles(data), file => SetMode(file, EverybodysFile));
        await using var storage = await OpenAsync(data);
        AssertClosed(data);
        Assert.Null(storage.Warning);
    }

    [Fact]
    public async Task A_folder_with_other_files_keeps_its_mode_and_the_operator_is_warned()
    {
        using var folder = new TempFolder();
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "notes.txt"), "somebody else's");
        SetMode(data, Everybodys);
        SetMode(Path.Combine(data, "notes.txt"), EverybodysFile);
        await using var storage = await OpenAsync(data);
        Assert.Equal(Everybodys, ModeOf(data));
        Assert.Equal(EverybodysFile, ModeOf(Path.Combine(data, "notes.txt")));
        Assert.All(Directory.GetFiles(data, "*.db*"), file => Assert.Equal(OwnersFile, ModeOf(file)));
        Assert.Contains("open to other users", storage.Warning, StringComparison.Ordinal);
    }

    private static Task<ChatStorage> OpenAsync(string data) => SqliteStorage.OpenAsync(data, TestStorage.Settings(), TimeProvider.System);

    private static void AssertClosed(string data)
    {
        Assert.Equal(OwnersFolder, ModeOf(data));
        var files = Directory.GetFiles(data);
        Assert.Contains(files, file => file.EndsWith("chat.db-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("chat.db-shm", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnersFile, ModeOf(file)));
    }

#pragma warning disable CA1416 // The tests run where the server does.
    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416
}
