namespace ActorChat.Faults.Attackers;

/// <summary>Enters by polling and upgrades to a WebSocket, up to a stage of the upgrade or after it.</summary>
internal sealed class UpgradeEntrance(Assault assault)
{
    /// <summary>Up to a stage of the upgrade itself.</summary>
    public async Task<Visit> ProbeAsync(Stage stage)
    {
        var (polling, target) = await BeginAsync(logIn: assault.Random.Next(2) == 0);
        var wire = await assault.OpenAsync();
        var head = Heads.WebSocket(Upgrade(target), throughHttp: false);
        if (stage == Stage.InHead)
        {
            await wire.SendAsync(head.AsMemory(0, assault.Random.Next(1, head.Length)));
            return new Visit(Way.Probing, stage, wire, polling);
        }

        await KnockAsync(wire, head);
        var probe = Frames.Text("2probe");
        switch (stage)
        {
            case Stage.InFrame:
                await wire.SendAsync(probe.AsMemory(0, assault.Random.Next(1, probe.Length)));
                break;
            case Stage.Joined:
                await ProbeAsync(wire);
                break;
            case Stage.Asking:
                // The probe's answer, the end of the waiting poll and the switch itself are all in flight at once.
                await polling.SendAsync(Heads.Get(target));
                await wire.SendAsync(probe);
                await wire.SendTextAsync("5");
                break;
            case Stage.Receiving:
                await ProbeAsync(wire);
                await polling.SendAsync(Heads.Get(target));
                break;
        }

        return new Visit(Way.Probing, stage, wire, polling);
    }

    /// <summary>Up to a stage after the upgrade.</summary>
    public async Task<Visit> UpgradeAsync(Stage stage)
    {
        if (stage == Stage.InHead)
        {
            // There are no more headers: this sends requests of the old session.
            var (late, old, former) = await ChangeAsync(logIn: false);
            await former.SendAsync(Heads.Get(old));
            return new Visit(Way.Upgraded, stage, late, former);
        }

        var isLoggedIn = stage == Stage.Asking && assault.Random.Next(2) == 0;
        var (wire, _, polling) = await ChangeAsync(isLoggedIn);
        return new Visit(Way.Upgraded, stage, wire, [polling, .. await WebSocketEntrance.GoOnAsync(assault, wire, stage, isLoggedIn)]);
    }

    /// <summary>A session that was upgraded to the WebSocket.</summary>
    public async Task<(RawConnection Wire, string Target, RawConnection Polling)> ChangeAsync(bool logIn)
    {
        var (polling, target) = await BeginAsync(logIn);
        var wire = await assault.OpenAsync();
        await KnockAsync(wire, Heads.WebSocket(Upgrade(target), throughHttp: false));
        await ProbeAsync(wire);
        await wire.SendTextAsync("5");
        return (wire, target, polling);
    }

    /// <summary>The target of the WebSocket for a polling session.</summary>
    public static string Upgrade(string target) => target.Replace("transport=polling", "transport=websocket", StringComparison.Ordinal);

    public async Task KnockAsync(RawConnection wire, byte[] head)
    {
        if (await assault.AskAsync(wire, head) is not { Status: 101 })
        {
            throw new IOException("not opened");
        }
    }

    private static async Task ProbeAsync(RawConnection wire)
    {
        await wire.SendTextAsync("2probe");
        if (await wire.ReadTextAsync("3probe") is null)
        {
            throw new IOException("no answer to the probe");
        }
    }

    private async Task<(RawConnection Polling, string Target)> BeginAsync(bool logIn)
    {
        var entrance = new PollingEntrance(assault);
        var polling = await assault.OpenAsync();
        var target = await entrance.OpenAsync(polling);
        if (logIn)
        {
            await entrance.LogInAsync(polling, target, assault.Pair().Self);
        }

        return (polling, target);
    }
}
