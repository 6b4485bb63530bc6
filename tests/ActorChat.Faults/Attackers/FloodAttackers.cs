namespace ActorChat.Faults.Attackers;

/// <summary>Bursts of one packet, of every kind.</summary>
internal sealed class PacketFloodAttacker : Attacker
{
    private const int MostPackets = 400;

    public override string Name => "packet-flood";

    public override string Summary => "bursts of every packet and control frame, by strangers and by users";

    public override int Weight => 12;

    internal override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterByWebSocketAsync(assault, Stage.Opened, Stage.Joined);
        var companion = assault.Pair().Companion.Name;
        var (what, frame) = assault.Random.Next(4) switch
        {
            0 => Control(assault),
            1 => ("a request", Frames.Text(Packets.Request(assault, companion, "1"))),
            _ => Kind(assault.Pick(Packets.Kinds)),
        };
        assault.Did(what);
        var burst = Enumerable.Repeat(frame, assault.Random.Next(20, MostPackets)).SelectMany(bytes => bytes).ToArray();
        await visit.Main.SendAsync(burst);
        if (assault.Random.Next(3) == 0)
        {
            visit.Main.Reset();
            return;
        }

        // Some of the answers are read, the rest is not.
        await visit.Main.EndsWithinAsync(TimeSpan.FromMilliseconds(assault.Random.Next(300)));
    }

    private static (string What, byte[] Frame) Kind(string packet) => ($"'{packet[..Math.Min(packet.Length, 3)]}'", Frames.Text(packet));

    private static (string What, byte[] Frame) Control(Assault assault) => assault.Pick<(string, byte[])>(
    [
        ("ping", Frames.Make(Frames.Ping, new byte[assault.Random.Next(126)])),
        ("pong", Frames.Make(Frames.Pong, "x"u8)),
        ("empty binary", Frames.Make(Frames.Binary, [])),
        ("empty text", Frames.Make(Frames.TextFrame, [])),
        ("noop", Frames.Text("6")),
    ]);
}

/// <summary>Many packets in one polling body.</summary>
internal sealed class PayloadFloodAttacker : Attacker
{
    public override string Name => "payload-flood";

    public override string Summary => "polling bodies of very many packets";

    public override int Weight => 5;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenAsync();
        var entrance = new PollingEntrance(assault);
        var target = await entrance.OpenAsync(wire);
        var (self, companion) = assault.Pair();
        if (assault.Random.Next(2) == 0)
        {
            await entrance.LogInAsync(wire, target, self);
        }

        var packet = Packets.Any(assault, companion.Name);
        assault.Did($"'{packet[..Math.Min(packet.Length, 3)]}'");
        // A refused request pauses its session for 50 ms: more of them would outlast the wait for rest.
        var packets = assault.Random.Next(10, packet.StartsWith("42", StringComparison.Ordinal) ? 150 : 2000);
        await entrance.PostAsync(wire, target, string.Join('\u001e', Enumerable.Repeat(packet, packets)));
        await assault.AskAsync(wire, Heads.Get(target));
    }
}

/// <summary>CONNECTs that are refused, repeatedly, from connection to connection.</summary>
internal sealed class RefusedConnectAttacker : Attacker
{
    public override string Name => "refused-connects";

    public override string Summary => "CONNECTs with no credentials or wrong ones, whose answers are not read";

    public override int Weight => 5;

    internal override async Task AttackAsync(Assault assault)
    {
        for (var i = assault.Random.Next(1, 6); i > 0; i--)
        {
            var wire = await new WebSocketEntrance(assault, assault.Random.Next(2) == 0).OpenAsync(receiveBuffer: 4096);
            var connect = assault.Pick(["40", "40{}", "40{\"login\":\"x\"}", "40{\"login\":\"x\",\"token\":\"y\"}", "40{\"login\":7,\"token\":[]}", $"40{{\"login\":\"{assault.Pair().Self.Name}\",\"token\":\"guess\"}}", "40[]", "40null", "40/other,"]);
            assault.Did(connect[..Math.Min(connect.Length, 16)]);
            await wire.SendAsync(Enumerable.Repeat(Frames.Text(connect), assault.Random.Next(1, 200)).SelectMany(bytes => bytes).ToArray());
        }

        await Task.Delay(assault.Random.Next(200));
    }
}

/// <summary>Unknown namespaces, very many of them, with very long names.</summary>
internal sealed class NamespaceAttacker : Attacker
{
    public override string Name => "namespaces";

    public override string Summary => "unknown namespaces, very many, very long, and events to them";

    public override int Weight => 3;

    internal override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterByWebSocketAsync(assault, Stage.Opened, Stage.Joined);
        string[] packets = assault.Random.Next(5) switch
        {
            0 => [.. Enumerable.Range(0, 150).Select(i => $"40/n{i},")],
            1 => ["40/" + new string('n', assault.Random.Next(200, 70_000)) + ","],
            2 => ["42/other,[\"message\",{}]"],
            3 => ["40/,", "40/ ,{}", "40/\u0000,{}", "40//,{}", "40/other", "40/?x=1,{}", "40other"],
            _ => ["41/other,", "43/other,1[]", "451-/other,[\"x\",{\"_placeholder\":true,\"num\":0}]"],
        };
        foreach (var packet in packets)
        {
            assault.Did(packet[..2]);
            await visit.Main.SendTextAsync(packet);
        }

        await visit.Main.EndsWithinAsync(TimeSpan.FromMilliseconds(200));
    }
}

/// <summary>Acknowledgements that nobody asked for.</summary>
internal sealed class StrayAcknowledgementAttacker : Attacker
{
    public override string Name => "stray-acks";

    public override string Summary => "unexpected acknowledgements, with every kind of number";

    public override int Weight => 3;

    internal override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterByWebSocketAsync(assault, Stage.Joined);
        for (var i = assault.Random.Next(1, 30); i > 0; i--)
        {
            var packet = assault.Pick(["430[]", "43[]", "43", "431", "43-1[]", $"43{assault.Random.NextInt64()}[1]", "4399999999999999999999[1]", "430{}", "430null", "430[\"x\"", "461-0[{\"_placeholder\":true,\"num\":0}]", "460-0[]"]);
            assault.Did(packet[..Math.Min(packet.Length, 8)]);
            await visit.Main.SendTextAsync(packet);
            if (packet.StartsWith("46", StringComparison.Ordinal))
            {
                await visit.Main.SendAsync(Frames.Make(Frames.Binary, "x"u8));
            }
        }

        await visit.Main.EndsWithinAsync(TimeSpan.FromMilliseconds(200));
    }
}
