using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>Connects all clients at once, restarts their server, and reads whether they came back.</summary>
internal static class RestartedServer
{
    public static async Task<Dictionary<ClientKind, Sightings>> RunAsync(ServerUnderTest server, ClientTransport transport, Route route)
    {
        var address = server.AddressBy(route);
        var scripts = Enum.GetValues<ClientKind>()
            .Where(client => client != ClientKind.DotNet)
            .ToDictionary(client => client, client => ScriptedClient.Start(client, address, transport, "reconnection"));
        try
        {
            using var dotNet = await DotNetReconnection.ConnectAsync(address, transport);
            foreach (var script in scripts.Values)
            {
                await script.WaitUntilReadyAsync();
            }

            await server.Host.RestartAsync();

            var seen = new Dictionary<ClientKind, Sightings> { [ClientKind.DotNet] = await dotNet.ReadSightingsAsync() };
            foreach (var (client, script) in scripts)
            {
                seen[client] = await script.ReadSightingsAsync();
            }

            return seen;
        }
        finally
        {
            foreach (var script in scripts.Values)
            {
                await script.DisposeAsync();
            }
        }
    }
}
