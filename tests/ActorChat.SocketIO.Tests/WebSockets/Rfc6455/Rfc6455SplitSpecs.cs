using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>It must not matter where the network splits a stream of bytes: each case of the table, split in two at every byte.</summary>
public sealed class Rfc6455SplitSpecs
{
    private const int MaxEveryByte = 150;

    public static TheoryData<WireCase> ShortCases => new(Rfc6455Table.All.Where(static one => one.Sent.Length is > 1 and <= MaxEveryByte));

    public static TheoryData<WireCase> LongCases => new(Rfc6455Table.All.Where(static one => one.Sent.Length > MaxEveryByte));

    [Theory]
    [MemberData(nameof(ShortCases), DisableDiscoveryEnumeration = true)]
    public async Task A_case_cut_anywhere_is_answered_as_in_one_piece(WireCase played) => await PlayAsync(played, Enumerable.Range(1, played.Sent.Length - 1));

    /// <summary>Around the header of the first frame, the server's buffers, and the end.</summary>
    [Theory]
    [MemberData(nameof(LongCases), DisableDiscoveryEnumeration = true)]
    public async Task A_long_case_cut_where_it_matters_is_answered_as_in_one_piece(WireCase played) => await PlayAsync(
        played,
        Enumerable.Range(1, 16)
            .Concat([2_047, 2_048, 2_049, 4_095, 4_096, 4_097, 8_191, 8_192, 8_193])
            .Concat(Enumerable.Range(1, 4).Select(back => played.Sent.Length - back))
            .Where(cut => cut < played.Sent.Length));

    private static async Task PlayAsync(WireCase played, IEnumerable<int> cuts)
    {
        using var server = new MemoryWebSockets(new SocketIOOptions { MaxPayloadBytes = FramingCases.MaxPayload }, static connection => new EngineEcho(connection));
        foreach (var cut in cuts)
        {
            using var socket = await server.OpenAsync();
            var answers = await socket.PlayAsync(played, played.Sent.AsMemory(0, cut), played.Sent.AsMemory(cut));
            Assert.True(played.Answers.SequenceEqual(answers), $"cut at {cut}: {string.Join(", ", answers)}");
        }

        Assert.Empty(server.Complaints.Lines);
    }
}
