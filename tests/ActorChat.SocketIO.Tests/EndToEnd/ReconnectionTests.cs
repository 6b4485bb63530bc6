using ActorChat.SocketIO.Tests.EndToEnd.Clients;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd;

/// <summary>The server goes away and comes back; the clients must notice both by themselves.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ReconnectionTests(ServersFixture servers)
{
    [Theory]
    [InlineData(ClientTransport.Polling, Route.Direct)]
    [InlineData(ClientTransport.Polling, Route.Nginx)]
    [InlineData(ClientTransport.WebSocket, Route.Direct)]
    [InlineData(ClientTransport.WebSocket, Route.Nginx)]
    [InlineData(ClientTransport.Upgrade, Route.Direct)]
    [InlineData(ClientTransport.Upgrade, Route.Nginx)]
    public async Task Every_client_comes_back_after_the_server_restarts(ClientTransport transport, Route route)
    {
        // It serves the clients of both protocol revisions, and gives a cold server enough time.
        await using var server = await ServerUnderTest.StartAsync("eio3", patient: true);

        var seen = await RestartedServer.RunAsync(server, transport, route);

        Assert.All(seen, client => client.Value.Expect("reconnection"));
        Assert.Equal(Enum.GetValues<ClientKind>().Length, seen.Count);
    }

    [Theory]
    [InlineData(ClientTransport.Polling, Route.Direct)]
    [InlineData(ClientTransport.Polling, Route.Nginx)]
    [InlineData(ClientTransport.WebSocket, Route.Direct)]
    [InlineData(ClientTransport.WebSocket, Route.Nginx)]
    [InlineData(ClientTransport.Upgrade, Route.Direct)]
    [InlineData(ClientTransport.Upgrade, Route.Nginx)]
    public async Task A_broken_connection_is_recovered_and_its_missed_event_comes_once(ClientTransport transport, Route route)
    {
        await using var script = ScriptedClient.Start(ClientKind.Npm4, servers.Recovery.AddressBy(route), transport, "recovery");

        (await script.ReadSightingsAsync()).Expect("recovery");
    }
}
