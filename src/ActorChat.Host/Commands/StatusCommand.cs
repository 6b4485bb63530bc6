using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorChat.Host.Admin;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Commands;

/// <summary>The command <c>status</c>: how the server is, on one screen; with several nodes, all of them.</summary>
internal static class StatusCommand
{
    public static ToolCommand Create() => AdminOptions.Give(
        new ToolCommand(
            "status", "Show on one screen how the server is: version, rates, latencies, queues, disk.", "",
            "Whether it is ready is asked at ACTORCHAT_URLS, unless --url names another server. It ends with 1 if not.",
            "actorchat status --token-file /etc/actorchat/environment"),
        async (given, client, json, stop) =>
        {
            var answer = await client.GetAsync("/admin/now", stop);
            var obstacle = given.GetResult("--url") is null ? await FindObstacleAsync(stop) : null;
            var output = given.InvocationConfiguration.Output;
            AdminPrint.Silent(given.InvocationConfiguration.Error, answer);
            if (json)
            {
                AdminPrint.Json(output, answer);
            }
            else
            {
                if (given.GetResult("--url") is null && obstacle is null)
                {
                    AdminPrint.Line(output, $"ready at {ServerEnvironment.FromProcess().Urls}");
                }

                foreach (var node in answer.Deserialize<NowBody>(JsonSerializerOptions.Web)!.Nodes)
                {
                    Print(output, node);
                }
            }

            if (obstacle is not null)
            {
                throw new ToolException($"NOT READY: {LogText.Escape(obstacle)}");
            }
        });

    /// <summary>Why the server of this machine is not ready; null if it is.</summary>
    private static async Task<string?> FindObstacleAsync(CancellationToken stop)
    {
        try
        {
            var environment = ServerEnvironment.FromProcess();
            var (isReady, text) = await HealthCommand.AskAsync(environment, "/health/ready", stop);
            return isReady ? null : $"{environment.Urls} says {text}";
        }
        catch (ToolException silent)
        {
            return silent.Message;
        }
    }

    private static void Print(TextWriter output, NodeNow now)
    {
        AdminPrint.Table(output,
        [
            ["node", $"{(now.Node.Length > 0 ? now.Node + ", " : "")}version {now.Version}, up {UpTime(now.UpSeconds)}"],
            ["sessions", Text($"{now.Sessions}; connections {now.Connections.WebSocket} WebSocket, {now.Connections.Polling} polling; rooms awake {now.RoomsAwake}")],
            ["a second", string.Join(", ", now.Rates.Select(static rate => Text($"{rate.Key} {rate.Value:0.##}"))) is { Length: > 0 } rates ? Text($"{rates}; over {now.OverSeconds:0} s") : "nothing measured yet"],
            ["latency", string.Join(", ", now.Latencies.Select(static one => Text($"{one.Key} p50 {one.Value.P50:0.##} p99 {one.Value.P99:0.##} ms"))) is { Length: > 0 } latencies ? latencies : "nothing measured yet"],
            ["queues", Text($"mailboxes {string.Join(' ', now.Queues.Mailboxes)}; tables behind by {now.Queues.ProjectionBatches} batches, {now.Queues.ProjectionLagMs:0.#} ms; unsent {ProgressLine.Bytes(now.Queues.UnsentBytes)}")],
            ["partitions", Text($"{now.Partitions.Here.Count} here, {now.Partitions.Open} open of {now.Partitions.All}")],
            ["memory", Text($"{ProgressLine.Bytes(now.Memory.WorkingSet)}, of it managed {ProgressLine.Bytes(now.Memory.Managed)}; processor {now.CpuSeconds:0} s")],
            ["disk", now.Disk is { } disk ? $"data {ProgressLine.Bytes(disk.Used)}; {ProgressLine.Bytes(disk.Free)} free of {ProgressLine.Bytes(disk.Total)}" : "the data is in a database elsewhere"],
        ]);
    }

    private static string UpTime(long seconds) => TimeSpan.FromSeconds(seconds) is var up && up.TotalDays >= 1 ? Text($"{(int)up.TotalDays} d {up.Hours} h") : up.TotalHours >= 1 ? Text($"{up.Hours} h {up.Minutes} min") : Text($"{up.Minutes} min {up.Seconds} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
