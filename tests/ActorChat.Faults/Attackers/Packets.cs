namespace ActorChat.Faults.Attackers;

/// <summary>Packets of clients, starting with their Engine.IO type.</summary>
internal static class Packets
{
    private const string NoRoom = "00000000-0000-0000-0000-000000000000";

    /// <summary>One of the requests of the interface.</summary>
    /// <param name="assault">Makes the choices.</param>
    /// <param name="companion">An existing login.</param>
    /// <param name="ack">The acknowledgement's number; empty for none.</param>
    public static string Request(Assault assault, string companion, string ack = "") => $"42{ack}" + assault.Pick(
    [
        $"[\"join_room\",{{\"companion\":\"{companion}\"}}]",
        $"[\"message\",{{\"companion\":\"{companion}\",\"message\":\"hello\"}}]",
        $"[\"message\",{{\"companion\":\"{companion}\",\"message\":\"hello again\",\"clientMessageId\":\"{assault.Random.Next(50)}\"}}]",
        $"[\"have_room\",{{\"room\":\"{NoRoom}\"}}]",
        $"[\"have_room\",\"{NoRoom}\"]",
        $"[\"read\",{{\"room\":\"{NoRoom}\",\"seq\":1}}]",
        $"[\"typing\",{{\"room\":\"{NoRoom}\",\"typing\":true}}]",
        $"[\"leave_room\",{{\"room\":\"{NoRoom}\"}}]",
        $"[\"edit\",{{\"room\":\"{NoRoom}\",\"seq\":1,\"message\":\"x\",\"operationId\":\"{assault.Random.Next(50)}\"}}]",
        $"[\"delete\",{{\"room\":\"{NoRoom}\",\"seq\":1}}]",
        $"[\"react\",{{\"room\":\"{NoRoom}\",\"seq\":1,\"reaction\":\"+1\",\"on\":true}}]",
        $"[\"changes\",{{\"room\":\"{NoRoom}\",\"since\":0}}]",
        $"[\"delivered\",{{\"room\":\"{NoRoom}\",\"seq\":1}}]",
        $"[\"block\",{{\"login\":\"nobody-{assault.Random.Next(1000)}\"}}]",
        $"[\"unblock\",{{\"login\":\"{companion}\"}}]",
        "[\"blocked\",{}]",
        $"[\"sync\",{{\"limit\":{assault.Random.Next(1, 200)}}}]",
        $"[\"sync\",{{\"cursor\":\"{assault.Pick(["AAAA", "x", "____", "ZXBvY2g"])}\"}}]",
        $"[\"message\",{{\"companion\":\"nobody-{assault.Random.Next(1000)}\",\"message\":\"x\"}}]",
        "[\"nothing_of_the_kind\",1,2,3]",
    ]);

    /// <summary>Any packet at all: of Engine.IO, of Socket.IO, from a client or only from a server.</summary>
    public static string Any(Assault assault, string companion) => assault.Random.Next(3) == 0 ? Request(assault, companion, assault.Pick(["", "7"])) : assault.Pick(Kinds);

    /// <summary>One packet of each kind that a text can begin.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "0{\"sid\":\"x\"}", "1", "2", "2probe", "3", "3probe", "4", "5", "6", "7", "",
        "40", "40{}", "41", "42[\"typing\",{}]", "43[]", "430[]", "44{\"message\":\"x\"}", "451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "461-0[{\"_placeholder\":true,\"num\":0}]", "47",
        "bAQI=",
    ];
}
