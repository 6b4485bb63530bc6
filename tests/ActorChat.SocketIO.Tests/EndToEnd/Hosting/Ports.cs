using System.Net;
using System.Net.Sockets;

namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>Ports of the loopback address.</summary>
internal static class Ports
{
    /// <summary>A port on which nobody listens at the moment.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Returns once somebody listens on the port.</summary>
    public static async Task WaitForListenerAsync(int port, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
            }
        }
    }
}
