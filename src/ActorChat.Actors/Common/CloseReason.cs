namespace ActorChat.Actors.Common;

/// <summary>The catalogue of reasons for which the server ends a session.</summary>
/// <param name="Code">The stable code: in logs, in metrics, and for the client if the transport can carry it.</param>
/// <param name="MayReconnect">Whether the client should reconnect by itself.</param>
public sealed record CloseReason(string Code, bool MayReconnect)
{
    public static readonly CloseReason TokenEnded = new("token_ended", false);
    public static readonly CloseReason Blocked = new("blocked", false);
    public static readonly CloseReason EndedByAdmin = new("ended_by_admin", true);
    public static readonly CloseReason Flooding = new("flooding", true);
    public static readonly CloseReason SlowConsumer = new("slow_consumer", true);
    public static readonly CloseReason RequestTimeout = new("request_timeout", true);
    public static readonly CloseReason SessionFailed = new("session_failed", true);
    public static readonly CloseReason ServerStopping = new("server_stopping", true);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<CloseReason> All = [TokenEnded, Blocked, EndedByAdmin, Flooding, SlowConsumer, RequestTimeout, SessionFailed, ServerStopping];
}
