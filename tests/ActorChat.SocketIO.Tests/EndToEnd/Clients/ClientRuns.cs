using System.Collections.Concurrent;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>Runs each client once for each transport and route, and keeps what it saw for the tests.</summary>
internal sealed class ClientRuns(ServersFixture servers)
{
    private readonly ConcurrentDictionary<(ClientKind, ClientTransport, Route), Lazy<Task<Sightings>>> _runs = new();

    public Task<Sightings> Of(ClientKind client, ClientTransport transport, Route route) =>
        _runs.GetOrAdd((client, transport, route), _ => new(() => RunAsync(client, transport, route))).Value;

    private async Task<Sightings> RunAsync(ClientKind client, ClientTransport transport, Route route)
    {
        var server = (client == ClientKind.Npm2 ? servers.Eio3 : servers.Protocol).AddressBy(route);
        if (client == ClientKind.DotNet)
        {
            return await DotNetScenario.RunAsync(servers.Patient.AddressBy(route), beating: server, transport);
        }

        await using var script = ScriptedClient.Start(client, server, transport, "behaviours");
        return await script.ReadSightingsAsync();
    }
}
