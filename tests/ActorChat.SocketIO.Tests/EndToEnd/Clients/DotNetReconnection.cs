namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>NuGet SocketIOClient while its server restarts.</summary>
internal sealed class DotNetReconnection : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private readonly DotNetClient _client;

    private DotNetReconnection(DotNetClient client) => _client = client;

    public static async Task<DotNetReconnection> ConnectAsync(Uri server, ClientTransport transport)
    {
        var client = await DotNetClient.ConnectAsync(server, transport);
        await client.ConnectedAsync(Longest);
        return new DotNetReconnection(client);
    }

    /// <summary>Waits for the loss and the return of the connection.</summary>
    public async Task<Sightings> ReadSightingsAsync()
    {
        var sightings = new Sightings();
        await DotNetScenario.AttemptAsync(sightings, "reconnection", async () =>
        {
            await _client.DisconnectedAsync(Longest);
            await _client.ConnectedAsync(Longest);
            Assert.Equal("again", (await _client.EchoedAsync("again")).GetValue<string>(0));
        });
        return sightings;
    }

    public void Dispose() => _client.Dispose();
}
