using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of those <see cref="RegistryCommands"/> that may go to another node, and of presence.</summary>
internal static class RegistryForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<RegistryCommands.WatchPresence, Format.User>(
            "registry-watch-presence-v1", Format.User.Parser, watch => new Format.User { Login = watch.Login.Name }, read => new RegistryCommands.WatchPresence(WireValues.ReadLogin(read.Login))),
        WireForm.Of<RegistryCommands.UnwatchPresence, Format.User>(
            "registry-unwatch-presence-v1", Format.User.Parser, watch => new Format.User { Login = watch.Login.Name }, read => new RegistryCommands.UnwatchPresence(WireValues.ReadLogin(read.Login))),
        WireForm.Of<ServerEvent.PresenceChanged, Format.Presence>(
            "presence-changed-v1",
            Format.Presence.Parser,
            Write,
            read => new ServerEvent.PresenceChanged(WireValues.ReadLogin(read.Login), read.Online, read.HasLastSeen ? read.LastSeen : null)),
        WireForm.Of<RegistryCommands.EndSessions, Format.EndSessions>("registry-end-sessions-v1", Format.EndSessions.Parser, Write, Read),
        WireForm.Of<RegistryCommands.SessionsEnded, Format.Count>(
            "registry-sessions-ended-v1", Format.Count.Parser, ended => new Format.Count { Count_ = ended.Count }, read => new RegistryCommands.SessionsEnded(read.Count_)),
        WireForm.Of<RegistryCommands.WhoIsOnline, Format.Logins>(
            "registry-who-is-online-v1",
            Format.Logins.Parser,
            who => new Format.Logins { Logins_ = { who.Logins.Select(login => login.Name) } },
            read => new RegistryCommands.WhoIsOnline([.. read.Logins_.Select(WireValues.ReadLogin)])),
        WireForm.Of<RegistryCommands.Online, Format.Online>("registry-online-v1", Format.Online.Parser, Write, Read),
        WireForm.Of<RegistryCommands.ListSessions, Format.ListSessions>(
            "registry-list-sessions-v1",
            Format.ListSessions.Parser,
            Write,
            read => new RegistryCommands.ListSessions(read.HasLogin ? WireValues.ReadLogin(read.Login) : null, read.Limit, read.HasPrefix ? read.Prefix : null)),
        WireForm.Of<RegistryCommands.SessionList, Format.SessionList>(
            "registry-session-list-v1",
            Format.SessionList.Parser,
            list => new Format.SessionList { Sessions = { list.Sessions.Select(session => new Format.Session { Login = session.Login.Name, SessionId = session.SessionId }) } },
            read => new RegistryCommands.SessionList([.. read.Sessions.Select(session => (WireValues.ReadLogin(session.Login), session.SessionId))])),
    ];

    private static Format.Presence Write(ServerEvent.PresenceChanged presence)
    {
        var written = new Format.Presence { Login = presence.Login.Name, Online = presence.Online };
        if (presence.LastSeen is { } lastSeen)
        {
            written.LastSeen = lastSeen;
        }

        return written;
    }

    private static Format.EndSessions Write(RegistryCommands.EndSessions end) => new()
    {
        Login = end.Login.Name,
        TokenIds = end.TokenIds is { } tokens ? new Format.TokenIds { Ids = { tokens } } : null,
        ReasonCode = end.Reason.Code,
        ReasonMayReconnect = end.Reason.MayReconnect,
    };

    private static RegistryCommands.EndSessions Read(Format.EndSessions read) =>
        new(WireValues.ReadLogin(read.Login), read.TokenIds is null ? null : [.. read.TokenIds.Ids], new CloseReason(read.ReasonCode, read.ReasonMayReconnect));

    private static Format.Online Write(RegistryCommands.Online online) => new()
    {
        Logins = { online.Logins.Select(login => login.Name) },
        Left = { online.LeftAt.Select(left => new Format.Left { Login = left.Key.Name, At = left.Value }) },
    };

    private static RegistryCommands.Online Read(Format.Online read) =>
        new(read.Logins.Select(WireValues.ReadLogin).ToHashSet(), read.Left.ToDictionary(left => WireValues.ReadLogin(left.Login), left => left.At));

    private static Format.ListSessions Write(RegistryCommands.ListSessions list)
    {
        var written = new Format.ListSessions { Limit = list.Limit };
        if (list.Login is { } login)
        {
            written.Login = login.Name;
        }

        if (list.Prefix is { } prefix)
        {
            written.Prefix = prefix;
        }

        return written;
    }
}
