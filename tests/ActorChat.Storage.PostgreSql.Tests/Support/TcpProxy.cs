using System.Net;
using System.Net.Sockets;

namespace ActorChat.Storage.PostgreSql.Tests.Support;

/// <summary>A network between the engine and the server that can lose answers, and be cut.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private readonly int _to;
    private volatile bool _losesAnswers;

    public TcpProxy(int to)
    {
        _to = to;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing comes back from the server, whatever it does.</summary>
    public void LoseAnswers() => _losesAnswers = true;

    public void Heal() => _losesAnswers = false;

    /// <summary>Ends all connections.</summary>
    public void Cut()
    {
        lock (_open)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _to);
                lock (_open)
                {
                    _open.AddRange([client, server]);
                }

                _ = PumpAsync(client, server, () => false);
                _ = PumpAsync(server, client, () => _losesAnswers);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over, or the server is.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<bool> loses)
    {
        var buffer = new byte[16 << 10];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
            {
                if (!loses())
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        to.Dispose();
        from.Dispose();
    }
}
