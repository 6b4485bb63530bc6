using System.Net.Sockets;
using System.Text;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A POST whose beginning is sent and whose end never comes, byte by byte on a separate socket.</summary>
internal sealed class UnfinishedPost : IDisposable
{
    private static readonly TimeSpan CutTimeout = TimeSpan.FromSeconds(10);
    private readonly TcpClient _connection;

    private UnfinishedPost(TcpClient connection) => _connection = connection;

    public static async Task<UnfinishedPost> BeginAsync(Uri server, string pathAndQuery)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(server.Host, server.Port);
        var request = $"POST {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n4begun";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return new UnfinishedPost(connection);
    }

    /// <summary>The server must cut the connection, with or without an answer before.</summary>
    public async Task ExpectCutAsync()
    {
        using var deadline = new CancellationTokenSource(CutTimeout);
        var buffer = new byte[1024];
        try
        {
            while (await _connection.GetStream().ReadAsync(buffer, deadline.Token) > 0)
            {
                // What the server sends before it cuts does not matter.
            }
        }
        catch (IOException reset)
        {
            Assert.IsType<SocketException>(reset.InnerException);
        }
    }

    /// <summary>Cancels, which cuts the connection.</summary>
    public void Dispose() => _connection.Dispose();
}
