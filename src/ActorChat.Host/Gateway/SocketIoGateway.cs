using System.Diagnostics;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Tracing;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.SocketIO;
using ActorChat.Storage;
using ActorChat.Storage.Tokens;
using Akka.Actor;

namespace ActorChat.Host.Gateway;

/// <summary>The entrance of the Socket.IO interface: checks the client, opens its session, and connects it with the socket.</summary>
internal sealed class SocketIoGateway(
    TokenService tokens, IChatActors actors, LengthSettings limits, SessionSettings settings, RateLimits rates, SecurityLog security, TracingSettings tracing, RenderedMessages rendered, TimeProvider clock, ILogger<SocketIoGateway> log)
{
    public void Configure(SocketIOServer server) => server.Of("/").Use(LetInAsync).OnConnection(Begin);

    private ValueTask<ConnectError?> LetInAsync(Socket socket, CancellationToken gone) =>
        tracing.IsOn ? TraceAsync(socket, gone) : LetInAsync(socket, null, gone);

    private async ValueTask<ConnectError?> TraceAsync(Socket socket, CancellationToken gone)
    {
        var parent = TraceParent.Read(socket.Handshake.Header(TraceParent.Header), socket.Handshake.Header(TraceParent.StateHeader));
        using var span = ChatTraces.Begin("connect", ActivityKind.Server, parent ?? default);
        var error = await LetInAsync(socket, EventTraces.For(parent, span), gone).ConfigureAwait(false);
        span?.SetTag(ChatTraces.Result, error?.Message ?? ChatTraces.Done);
        return error;
    }

    private async ValueTask<ConnectError?> LetInAsync(Socket socket, EventTraces? traces, CancellationToken gone)
    {
        if (ConnectAuth.Read(socket.Handshake.Auth.Span) is not { } auth)
        {
            return Unauthorized(socket, ConnectAuth.MissingCredentials);
        }

        try
        {
            return await LetInAsync(socket, auth, traces, gone).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AskTimeoutException or StorageBusyException)
        {
            GatewayLog.NotLetIn(log, socket.Id, failure);
            return Refused(ChatError.Unavailable);
        }
    }

    private async ValueTask<ConnectError?> LetInAsync(Socket socket, ConnectAuth auth, EventTraces? traces, CancellationToken gone)
    {
        if (await tokens.ValidateAsync(auth.Token).ConfigureAwait(false) is not { } token)
        {
            return Unauthorized(socket, ConnectAuth.InvalidToken);
        }

        if (!Login.TryParse(auth.Login, Login.MaxLength, out var login) || login != token.Login)
        {
            return Unauthorized(socket, ConnectAuth.LoginMismatch);
        }

        var connection = new ChatConnection(socket, new ClientRequests(token.Login, limits), settings.MaxRequestsInFlight, new ConnectionLife(log, clock, socket.Id, token.Login), new ConnectionGuard(token.Login, rates, security, clock), rendered, traces);
        IDisposable? hold;
        switch (await actors.OpenSessionAsync(token.Login, token.Id, token.ExpiresAt, socket.Id, connection).ConfigureAwait(false))
        {
            case SessionDirectory.SessionOpened opened:
                hold = tokens.Hold(token.Id);
                connection.Open(opened.Session, hold, gone);
                break;
            case SessionDirectory.SessionRefused refused:
                return Refused(refused.Error);
            default:
                throw new UnreachableException();
        }

        if (hold is null || !await IsStillValidAsync(auth.Token, connection).ConfigureAwait(false) || connection.IsBarred)
        {
            connection.TurnAway(CloseReason.TokenEnded);
            return Unauthorized(socket, ConnectAuth.InvalidToken);
        }

        socket.Handler = connection;
        return null;
    }

    /// <summary>If the token was ended while the session was being opened, its end did not find the session.</summary>
    private async ValueTask<bool> IsStillValidAsync(string token, ChatConnection connection)
    {
        try
        {
            return await tokens.ValidateAsync(token).ConfigureAwait(false) is not null;
        }
        catch (StorageBusyException)
        {
            // The client is refused, so its session must not stay.
            connection.TurnAway(CloseReason.SessionFailed);
            throw;
        }
    }

    private static void Begin(Socket socket) => ((ChatConnection)socket.Handler!).Begin();

    private ConnectError Unauthorized(Socket socket, string code)
    {
        security.TokenRefused(code, socket.Handshake.RemoteAddress);
        return new(ClientEvents.Unauthorized, new { code });
    }

    private static ConnectError Refused(ChatError error) => new(error.Code, new { code = error.Code });
}
