namespace ActorChat.Faults.Attackers;

/// <summary>Connections that are reset, so that nobody receives what the server was about to write.</summary>
internal sealed class ResetAttacker : Attacker
{
    public override string Name => "reset";

    public override string Summary => "connections reset in every stage of every entrance";

    public override int Weight => 30;

    internal override async Task AttackAsync(Assault assault)
    {
        for (var i = assault.Random.Next(1, 16); i > 0; i--)
        {
            var visit = await Visit.EnterAsync(assault);
            assault.Did(visit.Place);
            if (assault.Random.Next(4) == 0)
            {
                await Task.Delay(assault.Random.Next(20));
            }

            RawConnection[] all = [visit.Main, .. visit.Others];
            assault.Random.Shuffle(all);
            foreach (var connection in all)
            {
                connection.Reset();
            }
        }
    }
}

/// <summary>Connections that stop in the middle, in every stage of every entrance: the server must end them.</summary>
internal abstract class StoppedAttacker : Attacker
{
    public sealed override bool IsPatient => true;

    internal sealed override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterAsync(assault);
        assault.Did(visit.Place);
        Stop(visit.Main);
        await assault.MustEndAsync(visit.Main, $"{What} in {visit.Place}");
    }

    /// <summary>What the server must end the connection after.</summary>
    protected abstract string What { get; }

    protected abstract void Stop(RawConnection connection);
}

/// <summary>Connections whose client stops sending but keeps reading.</summary>
internal sealed class HalfCloseAttacker : StoppedAttacker
{
    public override string Name => "half-close";

    public override string Summary => "connections half closed in every stage of every entrance; the server must end them";

    public override int Weight => 10;

    protected override string What => "half a close";

    protected override void Stop(RawConnection connection) => connection.HalfClose();
}

/// <summary>Connections that say nothing more: each stage has a deadline.</summary>
internal sealed class SilenceAttacker : StoppedAttacker
{
    public override string Name => "silence";

    public override string Summary => "connections that fall silent in every stage of every entrance; the server must end them";

    public override int Weight => 6;

    protected override string What => "the last byte";

    protected override void Stop(RawConnection connection)
    {
    }
}

/// <summary>Upgrades that go wrong: two probes, none, a switch that was never requested, requests to the old session.</summary>
internal sealed class UpgradeAttacker : Attacker
{
    public override string Name => "upgrade";

    public override string Summary => "upgrades in the wrong order, twice, or of unknown sessions";

    public override int Weight => 5;

    internal override async Task AttackAsync(Assault assault)
    {
        var polling = await assault.OpenAsync();
        var entrance = new PollingEntrance(assault);
        var target = await entrance.OpenAsync(polling);
        var head = Heads.WebSocket(UpgradeEntrance.Upgrade(target), throughHttp: false);
        var wire = await assault.OpenAsync();
        var choice = assault.Random.Next(6);
        assault.Did(choice switch { 0 => "no probe", 1 => "two WebSockets", 2 => "other packets", 3 => "polling after it", 4 => "unknown session", _ => "closed in the middle" });
        switch (choice)
        {
            case 0:
                await assault.AskAsync(wire, head);
                await wire.SendTextAsync("5");
                await wire.SendTextAsync("40");
                break;
            case 1:
                var second = await assault.OpenAsync();
                await assault.AskAsync(wire, head);
                await assault.AskAsync(second, head);
                await wire.SendTextAsync("2probe");
                await second.SendTextAsync("2probe");
                await second.SendTextAsync("5");
                await wire.SendTextAsync("5");
                break;
            case 2:
                await assault.AskAsync(wire, head);
                await wire.SendTextAsync(assault.Pick(Packets.Kinds));
                await wire.SendTextAsync(assault.Pick(Packets.Kinds));
                break;
            case 3:
                await new UpgradeEntrance(assault).ChangeAsync(logIn: false);
                await entrance.PostAsync(polling, target, "40");
                await polling.SendAsync(Heads.Get(target));
                break;
            case 4:
                await assault.AskAsync(wire, Heads.WebSocket(UpgradeEntrance.Upgrade(Heads.NewPolling + "&sid=" + assault.Random.Next()), assault.Random.Next(2) == 0));
                break;
            default:
                await assault.AskAsync(wire, head);
                await wire.SendTextAsync("2probe");
                await entrance.PostAsync(polling, target, "1");
                break;
        }

        if (assault.Random.Next(2) == 0)
        {
            wire.Reset();
        }
    }
}
