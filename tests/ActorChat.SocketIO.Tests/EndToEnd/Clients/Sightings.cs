using System.Collections.Concurrent;
using Xunit.Sdk;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>What one client saw. For each behaviour: null if it was right, otherwise what was seen instead.</summary>
internal sealed class Sightings
{
    private readonly ConcurrentDictionary<string, string?> _seen = new(StringComparer.Ordinal);

    /// <summary>Output of the client that may explain a missing behaviour.</summary>
    public string Diagnostics { get; set; } = "";

    public void Add(string behaviour, string? wrong) => _seen[behaviour] = wrong;

    /// <summary>Fails the test unless the client ran the behaviour and found it right.</summary>
    public void Expect(string behaviour)
    {
        if (!_seen.TryGetValue(behaviour, out var wrong))
        {
            var others = string.Join("; ", _seen.Select(seen => $"{seen.Key}: {seen.Value ?? "right"}"));
            throw new XunitException($"The client never came to \"{behaviour}\". It saw: {others}\n{Diagnostics}");
        }

        if (wrong is not null)
        {
            throw new XunitException($"{behaviour}: {wrong}\n{Diagnostics}");
        }
    }
}
