namespace ActorChat.Faults.Attackers;

/// <summary>Headers, frames and bodies that come a byte at a time: the server does not wait for ever.</summary>
internal sealed class SlowSenderAttacker : Attacker
{
    private static readonly TimeSpan s_byte = TimeSpan.FromMilliseconds(250);

    public override string Name => "slow-sender";

    public override string Summary => "headers and bodies a byte at a time; the server must end them";

    public override int Weight => 3;

    public override bool IsPatient => true;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenAsync();
        var (what, bytes, sent) = assault.Random.Next(4) switch
        {
            0 => ("head of a WebSocket", Heads.WebSocket(Heads.NewWebSocket, throughHttp: true), 1),
            1 => ("head of a request", Heads.Get("/health/live", string.Concat(Enumerable.Range(0, 60).Select(i => $"X-{i}: y\r\n"))), 1),
            2 => ("body of a login", Heads.Post("/login", new string(' ', 60_000)), 200),
            _ => ("body of a registration", Heads.Post("/registr", new string(' ', 60_000)), 200),
        };
        assault.Did(what);
        await wire.SendAsync(bytes.AsMemory(0, sent));
        var ending = wire.EndsWithinAsync(Assault.Deadline);
        for (var i = sent; i < bytes.Length && !ending.IsCompleted; i++)
        {
            await wire.SendAsync(bytes.AsMemory(i, 1));
            await Task.WhenAny(ending, Task.Delay(s_byte));
        }

        if (!await ending)
        {
            assault.Find($"still open after {Assault.Deadline.TotalSeconds} s of a slow {what}");
        }
    }
}

/// <summary>Clients that ask for a lot and read little.</summary>
internal sealed class SlowReaderAttacker : Attacker
{
    private const int SmallBuffer = 4096;

    public override string Name => "slow-reader";

    public override string Summary => "clients that ask for pages and lists and do not read them";

    public override int Weight => 4;

    public override bool IsPatient => true;

    internal override async Task AttackAsync(Assault assault)
    {
        var (self, companion) = assault.Pair();
        if (assault.Random.Next(3) == 0)
        {
            assault.Did("lists");
            var list = await assault.OpenAsync(SmallBuffer);
            for (var i = 0; i < 50; i++)
            {
                await list.SendAsync(Heads.Get("/get-all-users?limit=200", Heads.Bearer(self.Token)));
            }
        }
        else
        {
            assault.Did("pages");
            var wire = await new WebSocketEntrance(assault, assault.Random.Next(2) == 0).LogInAsync(self, SmallBuffer);
            await wire.SendTextAsync($"420[\"join_room\",{{\"companion\":\"{companion.Name}\"}}]");
            var room = await wire.ReadTextAsync("430[") is { } joined ? joined.Split("\"room\":\"")[1].Split('"')[0] : throw new IOException("not joined");
            for (var i = 0; i < 100; i++)
            {
                await wire.SendTextAsync($"421[\"have_room\",{{\"room\":\"{room}\",\"limit\":200}}]");
            }
        }

        await Task.Delay(assault.Random.Next(2000));
    }
}
