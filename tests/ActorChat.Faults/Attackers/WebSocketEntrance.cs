using System.Globalization;
using System.Text.Json;

namespace ActorChat.Faults.Attackers;

/// <summary>Enters by a WebSocket, up to the requested stage.</summary>
internal sealed class WebSocketEntrance(Assault assault, bool throughHttp)
{
    public async Task<Visit> EnterAsync(Stage stage)
    {
        var way = throughHttp ? Way.Http : Way.Direct;
        var head = Heads.WebSocket(Heads.NewWebSocket, throughHttp);
        if (stage == Stage.InHead)
        {
            var half = await assault.OpenAsync();
            await half.SendAsync(head.AsMemory(0, assault.Random.Next(1, head.Length)));
            return new Visit(way, stage, half);
        }

        var wire = await OpenAsync();
        return new Visit(way, stage, wire, await GoOnAsync(assault, wire, stage, isLoggedIn: false));
    }

    /// <summary>A WebSocket that has received the server's first packet.</summary>
    public async Task<RawConnection> OpenAsync(int? receiveBuffer = null)
    {
        var wire = await assault.OpenAsync(receiveBuffer);
        if (await assault.AskAsync(wire, Heads.WebSocket(Heads.NewWebSocket, throughHttp)) is not { Status: 101 })
        {
            throw new IOException("not opened");
        }

        await wire.ReadTextAsync("0");
        return wire;
    }

    /// <summary>A WebSocket whose user is logged in.</summary>
    public async Task<RawConnection> LogInAsync(Login login, int? receiveBuffer = null)
    {
        var wire = await OpenAsync(receiveBuffer);
        await LogInAsync(wire, login);
        return wire;
    }

    /// <summary>From the open WebSocket up to the requested stage.</summary>
    /// <returns>Other connections that this needed.</returns>
    public static async Task<RawConnection[]> GoOnAsync(Assault assault, RawConnection wire, Stage stage, bool isLoggedIn)
    {
        var (self, companion) = assault.Pair();
        var logsIn = stage is Stage.Joined or Stage.Receiving || (stage is Stage.Asking or Stage.InFrame && assault.Random.Next(2) == 0);
        if (logsIn && !isLoggedIn)
        {
            await LogInAsync(wire, self);
        }

        switch (stage)
        {
            case Stage.InFrame:
                var frame = Frames.Text(Packets.Any(assault, companion.Name));
                await wire.SendAsync(frame.AsMemory(0, assault.Random.Next(1, frame.Length)));
                break;
            case Stage.Asking:
                await wire.SendAsync(Many(assault, companion.Name, logsIn || isLoggedIn));
                break;
            case Stage.Receiving:
                return [await LetWriteAsync(assault, wire, self, companion)];
        }

        return [];
    }

    /// <summary>Joins the room on this connection, and lets the companion write into it from another.</summary>
    private static async Task<RawConnection> LetWriteAsync(Assault assault, RawConnection wire, Login self, Login companion)
    {
        await wire.SendTextAsync($"421[\"join_room\",{{\"companion\":{JsonSerializer.Serialize(companion.Name)}}}]");
        var writer = await new WebSocketEntrance(assault, throughHttp: false).LogInAsync(companion);
        for (var i = assault.Random.Next(3, 12); i > 0; i--)
        {
            await writer.SendTextAsync($"42[\"message\",{{\"companion\":{JsonSerializer.Serialize(self.Name)},\"message\":\"to whom it may concern\"}}]");
        }

        return writer;
    }

    private static async Task LogInAsync(RawConnection wire, Login login)
    {
        await wire.SendTextAsync(login.Connect);
        if (await wire.ReadTextAsync("4") is not { } answer || !answer.StartsWith("40", StringComparison.Ordinal))
        {
            throw new IOException("not let in");
        }
    }

    /// <summary>Requests in one write. From a stranger: CONNECTs without credentials, each of which is answered.</summary>
    private static byte[] Many(Assault assault, string companion, bool isLoggedIn)
    {
        var requests = new List<byte>();
        for (var i = assault.Random.Next(1, 41); i > 0; i--)
        {
            requests.AddRange(Frames.Text(isLoggedIn ? Packets.Request(assault, companion, i.ToString(CultureInfo.InvariantCulture)) : "40"));
        }

        return [.. requests];
    }
}
