namespace ActorChat.Faults.Attackers;

/// <summary>A way into the server.</summary>
internal enum Way
{
    /// <summary>A WebSocket that the server opens on the bare TCP connection.</summary>
    Direct,

    /// <summary>A WebSocket through HTTP.</summary>
    Http,

    /// <summary>Polling.</summary>
    Polling,

    /// <summary>A WebSocket that would take over from polling, and has not yet.</summary>
    Probing,

    /// <summary>A WebSocket that has taken over from polling.</summary>
    Upgraded,
}

/// <summary>How far a visit has come.</summary>
internal enum Stage
{
    /// <summary>In the middle of a request's head.</summary>
    InHead,

    /// <summary>Let in, nothing asked.</summary>
    Opened,

    /// <summary>In the middle of a frame or a body.</summary>
    InFrame,

    /// <summary>Logged in.</summary>
    Joined,

    /// <summary>Requests on their way, answers not taken.</summary>
    Asking,

    /// <summary>Logged in, and a companion's messages are on their way.</summary>
    Receiving,
}

/// <summary>Connections that have come to a stage of a way in.</summary>
/// <param name="Way">The way.</param>
/// <param name="Stage">How far.</param>
/// <param name="Main">The connection that it is about.</param>
/// <param name="Others">Others of the same session, such as a poll that waits.</param>
internal sealed record Visit(Way Way, Stage Stage, RawConnection Main, params RawConnection[] Others)
{
    public string Place => $"{Way}/{Stage}";

    /// <summary>Goes in to a stage.</summary>
    public static Task<Visit> EnterAsync(Assault assault, Way way, Stage stage) => way switch
    {
        Way.Direct or Way.Http => new WebSocketEntrance(assault, way == Way.Http).EnterAsync(stage),
        Way.Polling => new PollingEntrance(assault).EnterAsync(stage),
        Way.Probing => new UpgradeEntrance(assault).ProbeAsync(stage),
        _ => new UpgradeEntrance(assault).UpgradeAsync(stage),
    };

    public static Task<Visit> EnterAsync(Assault assault) => EnterAsync(assault, assault.Pick<Way>(), assault.Pick<Stage>());
}
