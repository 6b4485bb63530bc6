using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>The table of RFC 6455, section by section, sent to a server by TCP: each case in one piece, and byte by byte.</summary>
public abstract class Rfc6455Specs(Rfc6455Server server)
{
    private const int MaxByteByByte = 200;

    public static TheoryData<WireCase> Cases => new(Rfc6455Table.All);

    public static TheoryData<WireCase> ShortCases => new(Rfc6455Table.All.Where(static one => one.Sent.Length <= MaxByteByByte));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_case_of_the_table_holds(WireCase played)
    {
        using var socket = await server.OpenAsync();
        Assert.Equal(played.Answers, await socket.PlayAsync(played, played.Sent));
        Assert.Empty(server.Complaints);
    }

    [Theory]
    [MemberData(nameof(ShortCases), DisableDiscoveryEnumeration = true)]
    public async Task A_case_of_the_table_holds_byte_by_byte(WireCase played)
    {
        using var socket = await server.OpenAsync();
        Assert.Equal(played.Answers, await socket.PlayAsync(played, [.. played.Sent.Chunk(1).Select(static one => (ReadOnlyMemory<byte>)one)]));
        Assert.Empty(server.Complaints);
    }
}

/// <summary>Through HTTP.</summary>
public sealed class Rfc6455HttpSpecs(Rfc6455HttpServer server) : Rfc6455Specs(server), IClassFixture<Rfc6455HttpServer>;

/// <summary>Without HTTP.</summary>
public sealed class Rfc6455DirectSpecs(Rfc6455DirectServer server) : Rfc6455Specs(server), IClassFixture<Rfc6455DirectServer>;

/// <summary>The whole table.</summary>
internal static class Rfc6455Table
{
    public static IReadOnlyList<WireCase> All { get; } = [.. FramingCases.All, .. FragmentCases.All, .. ControlCases.All, .. TextCases.All, .. ClosingCases.All];
}

/// <summary>A server that accepts messages of up to <see cref="FramingCases.MaxPayload"/> bytes and sends them back.</summary>
public abstract class Rfc6455Server(bool direct) : IAsyncLifetime
{
    private RunningServer _server = null!;

    public IReadOnlyCollection<string> Complaints => _server.Complaints.Lines;

    public int Port => _server.Port;

    public async Task InitializeAsync() =>
        _server = await RunningServer.StartAsync(static options => options.MaxPayloadBytes = FramingCases.MaxPayload, admits: direct ? static _ => true : null);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    internal Task<RawWebSocket> OpenAsync() => _server.WebSocketAsync();
}

public sealed class Rfc6455HttpServer() : Rfc6455Server(direct: false);

public sealed class Rfc6455DirectServer() : Rfc6455Server(direct: true);
