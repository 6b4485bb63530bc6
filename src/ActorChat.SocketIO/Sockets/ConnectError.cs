namespace ActorChat.SocketIO;

/// <summary>Why a middleware refuses a socket; sent to the client as CONNECT_ERROR.</summary>
/// <param name="Message">The text a client sees as the error's message.</param>
/// <param name="Data">Further details, written as JSON under "data"; left out when null.</param>
public sealed record ConnectError(string Message, object? Data = null)
{
    /// <summary>What a client is told that asks for a namespace that there is not.</summary>
    public const string InvalidNamespace = "Invalid namespace";
}
