namespace ActorChat.SocketIO;

/// <summary>The errors of the Engine.IO handshake, with the codes and texts that clients compare.</summary>
internal enum EngineError
{
    TransportUnknown = 0,
    SessionUnknown = 1,
    BadHandshakeMethod = 2,
    BadRequest = 3,
    Forbidden = 4,
    UnsupportedProtocolVersion = 5,
}

/// <summary>Texts of <see cref="EngineError"/>.</summary>
internal static class EngineErrors
{
    public static string Message(EngineError error) => error switch
    {
        EngineError.TransportUnknown => "Transport unknown",
        EngineError.SessionUnknown => "Session ID unknown",
        EngineError.BadHandshakeMethod => "Bad handshake method",
        EngineError.BadRequest => "Bad request",
        EngineError.Forbidden => "Forbidden",
        EngineError.UnsupportedProtocolVersion => "Unsupported protocol version",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "no such error"),
    };
}
