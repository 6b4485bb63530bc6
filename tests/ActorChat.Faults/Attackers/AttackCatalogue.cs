namespace ActorChat.Faults.Attackers;

/// <summary>All attacks, and how one is drawn.</summary>
public static class AttackCatalogue
{
    public static IReadOnlyList<Attacker> All { get; } =
    [
        new ResetAttacker(), new HalfCloseAttacker(), new SilenceAttacker(), new UpgradeAttacker(),
        new MalformedFrameAttacker(), new OversizedFrameAttacker(), new MaskAttacker(), new NoiseAttacker(), new SplitAttacker(),
        new PacketFloodAttacker(), new PayloadFloodAttacker(), new RefusedConnectAttacker(), new NamespaceAttacker(), new StrayAcknowledgementAttacker(),
        new OddJsonAttacker(), new SlowSenderAttacker(), new SlowReaderAttacker(),
        new HttpMistakeAttacker(), new OversizedRequestAttacker(), new PollingMistakeAttacker(), new OperatorsAttacker(),
        new GuessAttacker(), new RegistrationAttacker(), new LoginRaceAttacker(), new TokenReuseAttacker(),
    ];

    /// <summary>The attack with this name; null if there is none.</summary>
    public static Attacker? Find(string name) => All.FirstOrDefault(attacker => attacker.Name == name);

    /// <summary>Draws one of them, by weight.</summary>
    public static Attacker Draw(IReadOnlyList<Attacker> among, Random random)
    {
        var place = random.Next(among.Sum(attacker => attacker.Weight));
        return among.First(attacker => (place -= attacker.Weight) < 0);
    }
}
