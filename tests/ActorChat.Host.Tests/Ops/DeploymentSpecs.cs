using System.Text.RegularExpressions;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Ops;

/// <summary>The files that deploy a cluster: what can be checked without an engine for containers.</summary>
public sealed partial class DeploymentSpecs : IDisposable
{
    private static readonly string Ops = Path.Combine(ClientScripts.Root, "ops");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_objects_of_kubernetes_are_valid_and_all_files_agree()
    {
        var (exitCode, output) = await ClientScripts.RunAsync("node", [Path.Combine(ClientScripts.Folder, "deployment.js")]);
        Assert.True(exitCode == 0 && output.EndsWith("ok\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Every_variable_that_they_set_is_one_that_the_server_reads()
    {
        var known = Variable().Matches(File.ReadAllText(Path.Combine(ClientScripts.Root, "hocon.conf"))).Select(match => match.Value)
            .Concat(typeof(ServerEnvironment).GetFields().Where(field => field.Name.EndsWith("Variable", StringComparison.Ordinal)).Select(field => (string)field.GetValue(null)!))
            .Append("ACTORCHAT_PROGRAM")
            .ToHashSet();
        foreach (var file in new[] { "cluster", "compose", "kubernetes", "systemd" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Ops, folder))))
        {
            Assert.Empty(Variable().Matches(File.ReadAllText(file)).Select(match => match.Value).Except(known));
        }
    }

    [Fact]
    public void The_server_accepts_their_settings()
    {
        foreach (var settings in new[] { File.ReadAllText(Path.Combine(Ops, "compose", "actorchat.conf")), Within("settings.yml", "actorchat.conf") })
        {
            ServerSettings.Load(new ServerEnvironment(ConfigFile: _folder.Write("actorchat.conf", settings)));
        }
    }

    [Fact]
    public async Task Nginx_accepts_its_files()
    {
        var ofKubernetes = Within("proxy.yml", "default.conf").Replace("kube-dns.kube-system.svc.cluster.local", "127.0.0.1", StringComparison.Ordinal);
        Assert.Null(await TestedNginx.ProblemOfAsync(ofKubernetes));
        Assert.Null(await TestedNginx.ProblemOfAsync(await File.ReadAllTextAsync(Path.Combine(Ops, "compose", "nginx.conf"))));
    }

    [Theory]
    [InlineData("actorchat.service", "actorchat.service")]
    [InlineData("actorchat@.service", "actorchat@node-1.service")]
    public async Task Systemd_accepts_its_units(string file, string unit)
    {
        // The program is not installed here.
        _folder.Write(file, File.ReadAllText(Path.Combine(Ops, "systemd", file)).Replace("/opt/actorchat/actorchat", "/bin/true", StringComparison.Ordinal));
        var (exitCode, output) = await ClientScripts.RunAsync("systemd-analyze", ["verify", "--man=no", _folder.PathOf(unit)]);
        Assert.True(exitCode == 0 && output.Length == 0, output);
    }

    /// <summary>A file within a config map: the lines under its key.</summary>
    private static string Within(string file, string key) => string.Join('\n', File.ReadLines(Path.Combine(Ops, "kubernetes", file))
        .SkipWhile(line => !line.StartsWith($"  {key}: |", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Length == 0 ? line : line[4..]));

    [GeneratedRegex("ACTORCHAT_[A-Z]+(?:_[A-Z]+)*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
