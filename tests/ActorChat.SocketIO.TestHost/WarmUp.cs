using System.Net.WebSockets;
using System.Text;

namespace ActorChat.SocketIO.TestHost;

/// <summary>Runs each path once before the host reports ready. Otherwise the suites' cases of a few milliseconds would measure the compiler.</summary>
internal static class WarmUp
{
    public static async Task RunAsync(int port)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        for (var round = 0; round < 5; round++)
        {
            foreach (var path in new[] { "/engine.io/", "/socket.io/" })
            {
                var opened = await http.GetStringAsync(new Uri($"{path}?EIO=4&transport=polling", UriKind.Relative));
                var sid = opened.Split('"')[3];
                var session = new Uri($"{path}?EIO=4&transport=polling&sid={sid}", UriKind.Relative);
                using var posted = await http.PostAsync(session, new StringContent("40"));
                using var polled = await http.GetAsync(session);
                using var closed = await http.PostAsync(session, new StringContent("1"));
                using var gone = await http.GetAsync(session);

                using var socket = new ClientWebSocket();
                await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{path}?EIO=4&transport=websocket"), CancellationToken.None);
                await socket.SendAsync(Encoding.UTF8.GetBytes("40"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                await socket.ReceiveAsync(new byte[1024], CancellationToken.None);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
        }
    }
}
