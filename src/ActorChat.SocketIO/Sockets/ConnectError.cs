namespace ActorChat.SocketIO;

/// <summary>Why a middleware refuses a socket; sent to the client as CONNECT_ERROR.</summary>
/// <param name="Message">The text a client sees as the error's message.</param>
/// <param name="Data">Further details, written as JSON under "data"; left out when null.</param>
public sealed record ConnectError(string Message, object? Data = null)
{
    /// <summary>The error for a client that asks for an unknown namespace.</summary>
    public const string InvalidNamespace = "Invalid namespace";
}
