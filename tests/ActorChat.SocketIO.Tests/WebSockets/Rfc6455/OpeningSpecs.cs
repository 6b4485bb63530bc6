using System.Text;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>The opening handshake, by both entrances.</summary>
public abstract class OpeningSpecs(Rfc6455Server server)
{
    public static TheoryData<OpeningCase> Cases => new(OpeningCases.All);

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task An_opening_is_answered_as_the_table_says(OpeningCase opening)
    {
        using var socket = await RawWebSocket.AskAsync(server.Port, Encoding.Latin1.GetBytes(opening.Head));

        var lines = socket.Response.Split("\r\n");
        Assert.StartsWith($"HTTP/1.1 {opening.Status} ", lines[0], StringComparison.Ordinal);
        Assert.All(opening.Has, line => Assert.Contains(line, lines));
        Assert.DoesNotContain(lines, static line => line.StartsWith("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            opening.Has.Any(static line => line.StartsWith("Sec-WebSocket-Protocol", StringComparison.Ordinal)),
            lines.Any(static line => line.StartsWith("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase)));
        Assert.Empty(server.Complaints);
    }
}

/// <summary>Through HTTP.</summary>
public sealed class OpeningHttpSpecs(Rfc6455HttpServer server) : OpeningSpecs(server), IClassFixture<Rfc6455HttpServer>;

/// <summary>Without HTTP.</summary>
public sealed class OpeningDirectSpecs(Rfc6455DirectServer server) : OpeningSpecs(server), IClassFixture<Rfc6455DirectServer>;
