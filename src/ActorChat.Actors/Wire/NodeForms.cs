using ActorChat.Actors.Nodes;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of what nodes tell and ask each other, and of the answers.</summary>
internal static class NodeForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<NodeLetters.LoginsCame, Format.Logins>(
            "node-logins-came-v1",
            Format.Logins.Parser,
            came => new Format.Logins { Logins_ = { came.Logins.Select(login => login.Name) } },
            read => new NodeLetters.LoginsCame([.. read.Logins_.Select(WireValues.ReadLogin)])),
        WireForm.Of<NodeLetters.LoginLeft, Format.Left>(
            "node-login-left-v1",
            Format.Left.Parser,
            left => new Format.Left { Login = left.Login.Name, At = left.At },
            read => new NodeLetters.LoginLeft(WireValues.ReadLogin(read.Login), read.At)),
        WireForm.Of<NotAnswered, Format.Empty>("node-not-answered-v1", Format.Empty.Parser, _ => new Format.Empty(), _ => NotAnswered.Instance),
    ];
}
