using System.Text.RegularExpressions;

namespace ActorChat.Faults.Attackers;

/// <summary>Enters by polling, up to the requested stage.</summary>
internal sealed partial class PollingEntrance(Assault assault)
{
    private const string PlainText = "Content-Type: text/plain\r\n";

    public async Task<Visit> EnterAsync(Stage stage)
    {
        var wire = await assault.OpenAsync();
        var target = await OpenAsync(wire);
        var (self, companion) = assault.Pair();
        if (stage is Stage.Joined or Stage.Asking or Stage.Receiving)
        {
            await LogInAsync(wire, target, self);
        }

        switch (stage)
        {
            case Stage.InHead:
                var head = Heads.Get(target);
                await wire.SendAsync(head.AsMemory(0, assault.Random.Next(1, head.Length)));
                break;
            case Stage.InFrame:
                var post = Heads.Post(target, Packets.Any(assault, companion.Name), PlainText);
                await wire.SendAsync(post.AsMemory(0, post.Length - assault.Random.Next(1, 3)));
                break;
            case Stage.Asking:
                await wire.SendAsync(Heads.Get(target));
                var second = await assault.OpenAsync();
                await second.SendAsync(Heads.Post(target, string.Join('\u001e', Enumerable.Range(0, 20).Select(i => Packets.Request(assault, companion.Name, $"{i}"))), PlainText));
                return new Visit(Way.Polling, stage, wire, second);
            case Stage.Receiving:
                await wire.SendAsync(Heads.Get(target));
                var writer = await new WebSocketEntrance(assault, throughHttp: false).LogInAsync(companion);
                await writer.SendTextAsync($"42[\"message\",{{\"companion\":\"{self.Name}\",\"message\":\"by the next poll\"}}]");
                return new Visit(Way.Polling, stage, wire, writer);
        }

        return new Visit(Way.Polling, stage, wire);
    }

    /// <summary>Opens a session.</summary>
    /// <returns>The target of its requests.</returns>
    public async Task<string> OpenAsync(RawConnection wire)
    {
        var answer = await assault.AskAsync(wire, Heads.Get(Heads.NewPolling));
        return answer is { Status: 200 } && SessionId().Match(answer.Body) is { Success: true } found
            ? $"{Heads.NewPolling}&sid={found.Groups[1].Value}"
            : throw new IOException("not opened");
    }

    public async Task LogInAsync(RawConnection wire, string target, Login login)
    {
        await PostAsync(wire, target, login.Connect);
        var answer = await assault.AskAsync(wire, Heads.Get(target));
        if (answer?.Body.StartsWith("40", StringComparison.Ordinal) != true)
        {
            throw new IOException("not let in");
        }
    }

    public Task<HttpAnswer?> PostAsync(RawConnection wire, string target, string payload) => assault.AskAsync(wire, Heads.Post(target, payload, PlainText));

    [GeneratedRegex("\"sid\":\"([^\"]+)\"")]
    private static partial Regex SessionId();
}
