namespace ActorChat.Faults.Attackers;

/// <summary>An entrance to the server.</summary>
internal enum Way
{
    /// <summary>A WebSocket that the server opens on the bare TCP connection.</summary>
    Direct,

    /// <summary>A WebSocket through HTTP.</summary>
    Http,

    /// <summary>Polling.</summary>
    Polling,

    /// <summary>A WebSocket that probes, and has not taken over from polling yet.</summary>
    Probing,

    /// <summary>A WebSocket that has taken over from polling.</summary>
    Upgraded,
}

/// <summary>How far a visit has got.</summary>
internal enum Stage
{
    /// <summary>In the middle of a request's headers.</summary>
    InHead,

    /// <summary>Admitted, nothing requested yet.</summary>
    Opened,

    /// <summary>In the middle of a frame or a body.</summary>
    InFrame,

    /// <summary>Logged in.</summary>
    Joined,

    /// <summary>Requests sent, answers not read.</summary>
    Asking,

    /// <summary>Logged in, while a companion's messages are being sent.</summary>
    Receiving,
}

/// <summary>Connections at a stage of an entrance.</summary>
/// <param name="Way">The entrance.</param>
/// <param name="Stage">How far.</param>
/// <param name="Main">The connection that the attack uses.</param>
/// <param name="Others">Others of the same session, such as a waiting poll.</param>
internal sealed record Visit(Way Way, Stage Stage, RawConnection Main, params RawConnection[] Others)
{
    public string Place => $"{Way}/{Stage}";

    /// <summary>Enters up to a stage.</summary>
    public static Task<Visit> EnterAsync(Assault assault, Way way, Stage stage) => way switch
    {
        Way.Direct or Way.Http => new WebSocketEntrance(assault, way == Way.Http).EnterAsync(stage),
        Way.Polling => new PollingEntrance(assault).EnterAsync(stage),
        Way.Probing => new UpgradeEntrance(assault).ProbeAsync(stage),
        _ => new UpgradeEntrance(assault).UpgradeAsync(stage),
    };

    /// <summary>Enters by an open WebSocket, whichever way it was opened, up to one of some stages.</summary>
    public static Task<Visit> EnterByWebSocketAsync(Assault assault, params Stage[] stages)
    {
        var way = assault.Pick([Way.Direct, Way.Http, Way.Upgraded]);
        return EnterAsync(assault, way, stages.Length == 1 ? stages[0] : assault.Pick(stages));
    }

    public static Task<Visit> EnterAsync(Assault assault) => EnterAsync(assault, assault.Pick<Way>(), assault.Pick<Stage>());
}
