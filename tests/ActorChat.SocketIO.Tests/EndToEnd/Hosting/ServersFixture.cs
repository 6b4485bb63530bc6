using ActorChat.SocketIO.Tests.EndToEnd.Clients;
using ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>The servers that all end-to-end tests share, and what the clients saw of them.</summary>
public sealed class ServersFixture : IAsyncLifetime
{
    private const int WarmUpSessions = 10;
    private readonly List<ServerUnderTest> _started = [];

    /// <summary>The profile that the official suites ask for.</summary>
    internal ServerUnderTest Protocol { get; private set; } = null!;

    /// <summary>Connection state recovery, with long deadlines too.</summary>
    internal ServerUnderTest Recovery { get; private set; } = null!;

    /// <summary>The protocol profile with Engine.IO 3 allowed besides 4.</summary>
    internal ServerUnderTest Eio3 { get; private set; } = null!;

    /// <summary>The protocol profile with deadlines that any machine can meet.</summary>
    internal ServerUnderTest Patient { get; private set; } = null!;

    /// <summary>What each client saw; every combination runs once.</summary>
    internal ClientRuns Runs { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Protocol = await StartAsync("protocol");
        Recovery = await StartAsync("recovery", patient: true);
        Eio3 = await StartAsync("eio3");
        Patient = await StartAsync("protocol", patient: true);
        Runs = new ClientRuns(this);
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<ServerUnderTest> StartAsync(string profile, bool patient = false)
    {
        var server = await ServerUnderTest.StartAsync(profile, patient);
        _started.Add(server);
        await WarmUpAsync(server);
        return server;
    }

    /// <summary>The deadlines of the profiles are too short for a server that is still compiling its code.</summary>
    private static async Task WarmUpAsync(ServerUnderTest server)
    {
        for (var round = 0; round < WarmUpSessions; round++)
        {
            var session = await PollingSession.OpenAsync(server.Host.Address);
            await session.PostAsync("40");
            await session.PollAsync();
            await session.PostAsync("1");
        }
    }
}

/// <summary>End-to-end tests run alone, because their deadlines are real ones.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection : ICollectionFixture<ServersFixture>
{
    public const string Name = "End to end";
}
