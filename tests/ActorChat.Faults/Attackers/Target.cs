using System.Net;
using System.Text.Json;
using ActorChat.Faults.Hostile;

namespace ActorChat.Faults.Attackers;

/// <summary>The server under attack, and its attackers: a few addresses, and a few accounts in pairs.</summary>
/// <param name="Server">Where it listens.</param>
/// <param name="Operators">Where it listens for its operators.</param>
/// <param name="Logins">Accounts of the attackers; each even one has a dialog with the next.</param>
/// <param name="Victim">Another user's login, whose password is being guessed.</param>
/// <param name="Book">Where everything is noted.</param>
internal sealed record Target(IPEndPoint Server, IPEndPoint Operators, IReadOnlyList<Login> Logins, string Victim, AttackBook Book)
{
    /// <summary>Attackers' addresses; the crowd comes from 127.0.0.1.</summary>
    public static IReadOnlyList<IPAddress> Sources { get; } = [.. Enumerable.Range(2, 8).Select(last => IPAddress.Parse($"127.0.0.{last}"))];
}

/// <summary>An account of an attacker.</summary>
internal sealed record Login(string Name, string Token)
{
    /// <summary>The CONNECT with its token.</summary>
    public string Connect => "40" + JsonSerializer.Serialize(new { login = Name, token = Token });
}
