using ActorChat.SocketIO.Tests.EndToEnd.Dialogues;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd;

/// <summary>In the official suites no message is in flight during an upgrade; here many are.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class UpgradeUnderLoadTests(ServersFixture servers)
{
    private const int Clients = 500;
    private const int Messages = 300;

    [Fact]
    public async Task Five_hundred_upgrades_at_once_lose_no_message_and_change_no_order()
    {
        var server = servers.Patient.Host.Address;
        using var http = new HttpClient();
        var clients = new List<UpgradingClient>(Clients);
        while (clients.Count < Clients)
        {
            clients.Add(await UpgradingClient.OpenAsync(http, server));
        }

        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(Messages))));

        var expected = Enumerable.Range(0, Messages).ToArray();
        Assert.All(clients, client => Assert.Equal(expected, client.Received.Take(Messages)));
        clients.ForEach(client => client.Dispose());
    }
}
