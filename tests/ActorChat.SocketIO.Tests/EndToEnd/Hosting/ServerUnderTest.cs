namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>The route from a client to the server.</summary>
public enum Route
{
    /// <summary>Directly to the server.</summary>
    Direct,

    /// <summary>Through nginx.</summary>
    Nginx,
}

/// <summary>A test host with nginx in front of it.</summary>
internal sealed class ServerUnderTest(TestHostProcess host, NginxProxy nginx) : IAsyncDisposable
{
    public TestHostProcess Host { get; } = host;

    public static async Task<ServerUnderTest> StartAsync(string profile, bool patient = false)
    {
        var host = await TestHostProcess.StartAsync(profile, patient);
        return new ServerUnderTest(host, await NginxProxy.StartAsync(host.Port));
    }

    public Uri AddressBy(Route route) => route == Route.Direct ? Host.Address : nginx.Address;

    public async ValueTask DisposeAsync()
    {
        await nginx.DisposeAsync();
        await Host.DisposeAsync();
    }
}
