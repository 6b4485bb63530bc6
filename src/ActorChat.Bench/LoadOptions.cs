namespace ActorChat.Bench;

/// <summary>The options of every kind of run.</summary>
/// <param name="Url">The server's HTTP address.</param>
/// <param name="Prefix">The beginning of the accounts' logins. The same prefix uses the same accounts again.</param>
/// <param name="Password">The password of all accounts.</param>
/// <param name="Json">Where the report goes as JSON: a file, <c>-</c> for the standard output, or null.</param>
internal sealed record ServerOptions(Uri Url, string Prefix, string Password, string? Json);

/// <summary>A run of pairs that chat.</summary>
/// <param name="Server">The server and the accounts.</param>
/// <param name="Pairs">Dialogs; each has two users who both write.</param>
/// <param name="Window">Closed loop: messages that one sender has in flight at a time.</param>
/// <param name="Rate">Open loop: messages a second of all senders together; null means closed loop.</param>
/// <param name="Warmup">Time before anything is counted.</param>
/// <param name="Ramp">Time in which the load grows from nothing, part of the warm-up.</param>
/// <param name="Duration">Time that is counted.</param>
/// <param name="TextLength">Length of each message in characters.</param>
/// <param name="ClientIds">Whether every message has a clientMessageId.</param>
internal sealed record ChatOptions(
    ServerOptions Server, int Pairs, int Window, double? Rate, TimeSpan Warmup, TimeSpan Ramp, TimeSpan Duration, int TextLength, bool ClientIds);

/// <summary>A run of users who flood.</summary>
/// <param name="Server">Where.</param>
/// <param name="Users">How many, each with one connection at a time.</param>
/// <param name="Duration">For how long.</param>
/// <param name="TextLength">Length of each message in characters.</param>
internal sealed record FloodOptions(ServerOptions Server, int Users, TimeSpan Duration, int TextLength);

/// <summary>A run that only connects, holds and disconnects.</summary>
/// <param name="Server">The server and the accounts.</param>
/// <param name="Connections">How many in all.</param>
/// <param name="Users">How many accounts they share.</param>
/// <param name="Rate">Connects a second; null means as fast as <paramref name="Concurrency"/> allows.</param>
/// <param name="Concurrency">Connects in progress at a time.</param>
/// <param name="Hold">How long all of them stay open, with nothing but heartbeats.</param>
internal sealed record ConnectOptions(ServerOptions Server, int Connections, int Users, double? Rate, int Concurrency, TimeSpan Hold);
