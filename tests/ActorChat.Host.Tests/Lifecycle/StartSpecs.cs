using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorChat.Host.Tests.Lifecycle;

/// <summary>The real process: it starts, or says in one line why it does not.</summary>
public sealed class StartSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("actorchat.rooms.partitions = 0", "actorchat.rooms.partitions = 0", "from 1 to 1024")]
    [InlineData("actorchat.sessions.request-timeout = soon", "actorchat.sessions.request-timeout = soon", "a duration from 100ms to 10m")]
    [InlineData("actorchat.http.max-body = 3", "actorchat.http.max-body = 3", "a size from 1KiB to 1GiB")]
    [InlineData("actorchat.http.cors-origins = [\"chat.example\"]", "actorchat.http.cors-origins = chat.example", "a list of origins")]
    [InlineData("actorchat.log.format = xml", "actorchat.log.format = xml", "one of text, json")]
    [InlineData("actorchat.rooms.partitionz = 3", "actorchat.rooms.partitionz = 3", "no such setting")]
    [InlineData("actorchat { socket-io { ping-interval = 10s", "ACTORCHAT_CONFIG", "must be HOCON")]
    public async Task A_bad_setting_stops_the_start_with_one_line(string hocon, string key, string legal)
    {
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), _folder.Write("bad.conf", hocon));
        AssertOneLine(exitCode, errors, key, legal);
    }

    [Fact]
    public async Task A_missing_settings_file_stops_the_start_with_one_line()
    {
        var file = _folder.PathOf("nowhere.conf");
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), file);
        AssertOneLine(exitCode, errors, $"ACTORCHAT_CONFIG = {file}", "can be read");
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_with_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), null, url);
        AssertOneLine(exitCode, errors, $"ACTORCHAT_URLS = {url}", "already in use");
    }

    [Fact]
    public async Task An_invalid_address_stops_the_start_with_one_line()
    {
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), null, "not an address");
        AssertOneLine(exitCode, errors, "ACTORCHAT_URLS = not an address", "must be addresses");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_one_stops_the_start_with_one_line()
    {
        // The tests may run as root, whom no permission stops. So a file is in place of the folder.
        var file = _folder.Write("file", "");
        var (exitCode, errors) = await ServerProcess.RunAsync(Path.Combine(file, "data"), null);
        AssertOneLine(exitCode, errors, file, "");
    }

    [Theory]
    [InlineData("chat.db", "INSERT INTO projection_offset (partition, sequence_nr) VALUES (0, 1)", "is ahead of journal.db")]
    [InlineData("journal.db", "INSERT INTO schema_version VALUES (99, 'later')", "was made by a newer server")]
    [InlineData("chat.db", null, "is damaged")]
    public async Task A_database_that_cannot_be_used_stops_the_start_with_one_line_and_is_not_touched(string file, string? sql, string says)
    {
        var (data, config) = (_folder.PathOf("data"), _folder.Write("test.conf", RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal)));
        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            Assert.Equal(0, await server.TerminateAsync());
        }

        await SpoilAsync(Path.Combine(data, file), sql);
        var before = await ContentsAsync(data);
        var (exitCode, errors) = await ServerProcess.RunAsync(data, config);
        AssertOneLine(exitCode, errors, Path.Combine(data, file), says);
        Assert.Equal(before, await ContentsAsync(data));
    }

    [Fact]
    public async Task Without_normalisation_of_unicode_the_server_does_not_start()
    {
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), null, variable: "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1");
        AssertOneLine(exitCode, errors, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "NFC");
    }

    [Fact]
    public async Task The_server_starts_says_so_in_one_line_and_stops_when_told_with_code_0()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal)));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Url + "/health/ready"))).StatusCode);
        Assert.Single(server.Output, line => line.Contains("is ready", StringComparison.Ordinal));
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Fact]
    public async Task Logs_are_one_json_object_a_line_where_the_setting_says_so()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", "actorchat.log.format = json"));
        using var ready = System.Text.Json.JsonDocument.Parse(server.Output[0]);
        Assert.Contains("is ready on", ready.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "can be read")]
    [InlineData("actorchat { x = ", "must be HOCON")]
    public async Task If_the_settings_cannot_be_read_the_variable_alone_makes_a_failed_start_one_json_object(string? settings, string says)
    {
        var file = settings is null ? _folder.PathOf("nowhere.conf") : _folder.Write("test.conf", settings);
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), file, variable: "ACTORCHAT__LOG__FORMAT=json");
        Assert.Equal(1, exitCode);
        using var line = System.Text.Json.JsonDocument.Parse(Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(says, line.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("actorchat.log.format = json\nactorchat.rooms.batch = none", "actorchat.rooms.batch = none")]
    [InlineData("actorchat.log.format = json\nactorchat.passwords.memory = 64KiB", "ACTORCHAT_URLS")]
    public async Task A_failed_start_is_one_json_object_where_the_log_is(string settings, string says)
    {
        // Nothing can listen on an address of nobody.
        var (exitCode, errors) = await ServerProcess.RunAsync(_folder.PathOf("data"), _folder.Write("test.conf", settings), variable: "ACTORCHAT_URLS=http://192.0.2.1:1");
        Assert.Equal(1, exitCode);
        using var line = System.Text.Json.JsonDocument.Parse(Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("fatal", line.RootElement.GetProperty("level").GetString());
        Assert.StartsWith("ActorChat cannot start: ", line.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(says, line.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Changes a database while the server is down; without a statement it is cut in half.</summary>
    private static async Task SpoilAsync(string path, string? sql)
    {
        if (sql is null)
        {
            await using var file = new FileStream(path, FileMode.Open);
            file.SetLength(file.Length / 2);
            return;
        }

        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ContentsAsync(string folder)
    {
        var contents = new List<string>();
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            contents.Add($"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file)))}");
        }

        return contents;
    }

    private static void AssertOneLine(int exitCode, string errors, string key, string legal)
    {
        Assert.NotEqual(0, exitCode);
        Assert.Contains(key, errors, StringComparison.Ordinal);
        Assert.Contains(legal, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
