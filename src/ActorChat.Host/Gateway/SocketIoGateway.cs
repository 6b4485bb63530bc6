using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Limits;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Operations.Security;
using ActorChat.SocketIO;
using ActorChat.Storage;
using ActorChat.Storage.Tokens;
using Akka.Actor;

namespace ActorChat.Host.Gateway;

/// <summary>The door of the Socket.IO interface: checks who comes, opens the session, connects it with the socket.</summary>
internal sealed class SocketIoGateway(
    TokenService tokens, IChatActors actors, LimitSettings limits, SessionSettings settings, RateLimits rates, SecurityLog security, TimeProvider clock, ILogger<SocketIoGateway> log)
{
    public void Configure(SocketIOServer server) => server.Of("/").Use(LetInAsync).OnConnection(Begin);

    private async ValueTask<ConnectError?> LetInAsync(Socket socket, CancellationToken gone)
    {
        if (ConnectAuth.Read(socket.Handshake.Auth.Span) is not { } auth)
        {
            return Unauthorized(socket, ConnectAuth.MissingCredentials);
        }

        try
        {
            return await LetInAsync(socket, auth, gone).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AskTimeoutException or StorageBusyException)
        {
            GatewayLog.NotLetIn(log, socket.Id, failure);
            return Refused(ChatError.Unavailable);
        }
    }

    private async ValueTask<ConnectError?> LetInAsync(Socket socket, ConnectAuth auth, CancellationToken gone)
    {
        if (await tokens.ValidateAsync(auth.Token).ConfigureAwait(false) is not { } token)
        {
            return Unauthorized(socket, ConnectAuth.InvalidToken);
        }

        if (!Login.TryParse(auth.Login, limits.LoginLength, out var login) || login != token.Login)
        {
            return Unauthorized(socket, ConnectAuth.LoginMismatch);
        }

        var connection = new ChatConnection(socket, new ClientRequests(token.Login, limits), settings.MaxRequestsInFlight, new ConnectionLife(log, clock, socket.Id, token.Login), new ConnectionGuard(token.Login, rates, security, clock));
        switch (await actors.OpenSessionAsync(token.Login, token.Id, socket.Id, connection).ConfigureAwait(false))
        {
            case SessionDirectory.SessionOpened opened:
                connection.Open(opened.Session, gone);
                break;
            case SessionDirectory.SessionRefused refused:
                return Refused(refused.Error);
            default:
                return Refused(ChatError.Unavailable);
        }

        if (!await IsStillValidAsync(auth.Token, connection).ConfigureAwait(false))
        {
            connection.OnDisconnected(CloseReason.TokenEnded.Code);
            return Unauthorized(socket, ConnectAuth.InvalidToken);
        }

        socket.Handler = connection;
        return null;
    }

    /// <summary>Whoever ended the token while the session was being opened did not find the session.</summary>
    private async ValueTask<bool> IsStillValidAsync(string token, ChatConnection connection)
    {
        try
        {
            return await tokens.ValidateAsync(token).ConfigureAwait(false) is not null;
        }
        catch (StorageBusyException)
        {
            // The client is refused, and its session must not stay behind.
            connection.OnDisconnected(CloseReason.SessionFailed.Code);
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
