using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>An attack on an open WebSocket with something that RFC 6455 forbids: the server closes it.</summary>
internal abstract class FrameAttacker : Attacker
{
    public sealed override bool IsPatient => true;

    internal sealed override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterByWebSocketAsync(assault, Stage.Opened, Stage.Joined);
        var (what, bytes) = assault.Pick(Wrongs);
        assault.Did(what);
        await visit.Main.SendAsync(bytes);
        await assault.MustEndAsync(visit.Main, $"{what} in {visit.Place}");
    }

    protected abstract IReadOnlyList<(string What, byte[] Bytes)> Wrongs { get; }
}

/// <summary>Malformed frames, in impossible orders, with invalid text.</summary>
internal sealed class MalformedFrameAttacker : FrameAttacker
{
    public override string Name => "malformed-frame";

    public override string Summary => "frames with reserved bits and opcodes, wrong fragments, wrong control frames, bad UTF-8";

    public override int Weight => 8;

    protected override IReadOnlyList<(string What, byte[] Bytes)> Wrongs { get; } =
    [
        .. new[] { 1, 2, 4, 7 }.Select(bits => ($"reserved bits {bits}", Frames.Make(Frames.TextFrame, "6"u8, reserved: bits))),
        .. new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }.Select(opcode => ($"opcode {opcode}", Frames.Make(opcode, "x"u8))),
        .. new[] { 999, 1004, 1005, 1006, 1015, 2000, 5000, 65535 }.Select(code => ($"close code {code}", Frames.Make(Frames.Close, [(byte)(code >> 8), (byte)code]))),
        ("a close code of one byte", Frames.Make(Frames.Close, [3])),
        ("a close reason in bad UTF-8", Frames.Make(Frames.Close, [3, 0xe8, 0xff])),
        ("a ping of 126 bytes", Frames.Make(Frames.Ping, new byte[126])),
        ("a ping in fragments", Frames.Make(Frames.Ping, "x"u8, final: false)),
        ("a close in fragments", Frames.Make(Frames.Close, [3, 0xe8], final: false)),
        ("a continuation of nothing", Frames.Make(Frames.Continuation, "x"u8)),
        ("a text within fragments", [.. Frames.Make(Frames.TextFrame, "6"u8, final: false), .. Frames.Make(Frames.TextFrame, "6"u8)]),
        ("a length not in its shortest form", Frames.Make(Frames.TextFrame, "6"u8, form: 64)),
        ("a surrogate in UTF-8", Frames.Make(Frames.TextFrame, [(byte)'6', 0xed, 0xa0, 0x80])),
        ("half a character", Frames.Make(Frames.TextFrame, [(byte)'6', 0xe2, 0x82])),
        ("bad UTF-8 in a later fragment", [.. Frames.Make(Frames.TextFrame, "6"u8, final: false), .. Frames.Make(Frames.Continuation, [0xff])]),
        ("no frame at all", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
        ("zeros", new byte[4096]),
    ];
}

/// <summary>Frames that are too long, or claim to be.</summary>
internal sealed class OversizedFrameAttacker : FrameAttacker
{
    private const int MaxPayload = 1_000_000;

    public override string Name => "oversized-frame";

    public override string Summary => "frames and messages in fragments above every length";

    public override int Weight => 4;

    protected override IReadOnlyList<(string What, byte[] Bytes)> Wrongs { get; } =
    [
        ("a length with the top bit", Frames.Make(Frames.TextFrame, "x"u8, length: (1UL << 63) + 5)),
        ("a length of 2^63-1", Frames.Make(Frames.TextFrame, "x"u8, length: long.MaxValue)),
        ("a length of 4 GiB", Frames.Make(Frames.Binary, "x"u8, length: 1UL << 32)),
        ("one byte too many, said", Frames.Make(Frames.TextFrame, "6"u8, length: MaxPayload + 1)),
        ("one byte too many, sent", Frames.Make(Frames.TextFrame, new byte[MaxPayload + 1])),
        ("too many in fragments", [.. Frames.Make(Frames.TextFrame, Text(600_000), final: false), .. Frames.Make(Frames.Continuation, Text(600_000))]),
    ];

    private static byte[] Text(int length)
    {
        var text = new byte[length];
        text.AsSpan().Fill((byte)'6');
        return text;
    }
}

/// <summary>Frames that no client may send: without a mask, or masked with another key than they name.</summary>
internal sealed class MaskAttacker : FrameAttacker
{
    public override string Name => "wrong-mask";

    public override string Summary => "frames without a mask, or masked wrongly";

    public override int Weight => 3;

    protected override IReadOnlyList<(string What, byte[] Bytes)> Wrongs { get; } =
    [
        ("an unmasked text", Frames.Unmasked(Frames.TextFrame, "2"u8)),
        ("an unmasked ping", Frames.Unmasked(Frames.Ping, "x"u8)),
        ("an unmasked close", Frames.Unmasked(Frames.Close, [3, 0xe8])),
        ("another mask", [.. Frames.Make(Frames.TextFrame, "42[\"message\"]"u8, key: [1, 2, 3, 4])[..2], 0xf1, 0xf2, 0xf3, 0xf4, .. Frames.Make(Frames.TextFrame, "42[\"message\"]"u8)[6..]]),
        ("an unmasked frame behind a masked one", [.. Frames.Text("6"), .. Frames.Unmasked(Frames.TextFrame, "6"u8)]),
    ];
}

/// <summary>Random bytes, after a correct opening.</summary>
internal sealed class NoiseAttacker : Attacker
{
    public override string Name => "noise";

    public override string Summary => "random bytes in every stage of every entrance";

    public override int Weight => 6;

    public override bool IsPatient => true;

    internal override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterAsync(assault);
        assault.Did(visit.Place);
        var noise = new byte[assault.Random.Next(1, 3000)];
        assault.Random.NextBytes(noise);
        foreach (var connection in visit.Others.Prepend(visit.Main))
        {
            await connection.SendAsync(noise);
        }

        visit.Main.HalfClose();
        await assault.MustEndAsync(visit.Main, $"noise in {visit.Place}");
    }
}

/// <summary>An honest dialogue in pieces: it must be answered.</summary>
internal sealed class SplitAttacker : Attacker
{
    public override string Name => "split";

    public override string Summary => "an honest dialogue cut at every byte; it must be answered";

    public override int Weight => 5;

    internal override async Task AttackAsync(Assault assault)
    {
        var (self, companion) = assault.Pair();
        var throughHttp = assault.Random.Next(2) == 0;
        var wire = await assault.OpenAsync();
        var head = Heads.WebSocket(Heads.NewWebSocket, throughHttp);
        await SendInPiecesAsync(assault, wire, head);
        if (await assault.HearAsync(wire, head) is not { Status: 101 })
        {
            assault.Find("an opening in pieces was refused");
            return;
        }

        byte[] dialogue =
        [
            .. Frames.Text(self.Connect),
            .. Frames.Make(Frames.Ping, "in between"u8),
            .. Frames.Make(Frames.TextFrame, "421[\"join_room\",{\"companion\":"u8, final: false),
            .. Frames.Make(Frames.Pong, []),
            .. Frames.Make(Frames.Continuation, Encoding.UTF8.GetBytes($"\"{companion.Name}\"}}]")),
        ];
        await SendInPiecesAsync(assault, wire, dialogue);
        if (await wire.ReadTextAsync("431[") is null)
        {
            assault.Find("a dialogue in pieces was not answered");
        }
    }

    /// <summary>Byte by byte, or in two pieces.</summary>
    private static async Task SendInPiecesAsync(Assault assault, RawConnection wire, byte[] bytes)
    {
        var each = assault.Random.Next(2) == 0;
        assault.Did(each ? "byte by byte" : "in two");
        var cut = each ? 1 : assault.Random.Next(1, bytes.Length);
        for (var i = 0; i < bytes.Length; i += i == 0 || each ? cut : bytes.Length)
        {
            var end = each ? i + 1 : i == 0 ? cut : bytes.Length;
            await wire.SendAsync(bytes.AsMemory(i, end - i));
            if (!each)
            {
                await Task.Delay(1);
            }
        }
    }
}
