using ActorChat.Actors.Common;

namespace ActorChat.Host.Gateway;

/// <summary>What is sent when a client connects.</summary>
internal static class ConnectForms
{
    public static readonly ObjectForm Auth = new(
        "ConnectAuth",
        "Whose session it is to be.",
        new EventField("login", ValueForm.Login, "The user."),
        new("token", ValueForm.Text(), "From `POST /login`."));

    public static readonly ObjectForm Refusal = new(
        "ConnectRefusal",
        "Why a client is not let in.",
        new EventField("message", ValueForm.OneOf(ClientEvents.Unauthorized, ChatError.RateLimited.Code, ChatError.Unavailable.Code), "Whether another attempt can help: not if it is `unauthorized`."),
        new("data", ValueForm.Of(new("ConnectRefusalData", "Why a client is not let in.", new EventField("code", Codes, "The stable code."))), "Why."));

    private static ValueForm Codes =>
        ValueForm.OneOf(ConnectAuth.MissingCredentials, ConnectAuth.InvalidToken, ConnectAuth.LoginMismatch, ChatError.RateLimited.Code, ChatError.Unavailable.Code);
}
