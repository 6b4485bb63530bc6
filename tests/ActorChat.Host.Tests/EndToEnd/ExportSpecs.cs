using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>Everything that a user can read, over <c>GET /export</c>.</summary>
public sealed class ExportSpecs(ExportSpecs.LongHistory history) : IClassFixture<ExportSpecs.LongHistory>
{
    [Fact]
    public async Task An_export_has_the_user_each_room_and_each_message_once_in_order_and_says_when_it_ends()
    {
        var lines = await ReadAsync(history.Small, null);

        Assert.Equal(history.Small.Login, lines[0].GetProperty("user").GetProperty("login").GetString());
        Assert.True(lines[^1].GetProperty("end").GetBoolean());
        Assert.Equal(history.Companions.Order(), RoomsOf(lines).Select(room => room.GetProperty("companion").GetString()!).Order());
        foreach (var room in RoomsOf(lines))
        {
            var messages = MessagesOf(lines).Where(message => message.GetProperty("room").GetString() == room.GetProperty("room").GetString()).ToList();
            Assert.Equal(Enumerable.Range(1, LongHistory.PerRoom), messages.Select(message => message.GetProperty("seq").GetInt32()));
            Assert.Equal([history.Small.Login, room.GetProperty("companion").GetString()!], messages.Select(message => message.GetProperty("login").GetString()!).Distinct());
        }
    }

    [Fact]
    public async Task An_export_that_was_cut_anywhere_resumes_with_its_last_cursor_without_a_gap_or_a_double()
    {
        var whole = Values(await ReadAsync(history.Small, null));
        var cursors = 0;
        for (var cut = 1; cut <= whole.Count; cut++)
        {
            var first = (await ReadAsync(history.Small, null)).Take(cut).ToList();
            if (first.FindLastIndex(line => line.TryGetProperty("cursor", out _)) is var at and >= 0)
            {
                cursors++;
                var rest = await ReadAsync(history.Small, first[at].GetProperty("cursor").GetString());
                Assert.Equal(whole, Values([.. first.Take(at), .. rest]));
            }
        }

        Assert.True(cursors >= LongHistory.Rooms);
    }

    [Fact]
    public async Task An_export_is_for_a_valid_token_and_goes_on_only_from_a_cursor_of_this_data()
    {
        using var without = await history.Server.Http.GetAsync("/export");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);

        using var wrong = await AskAsync(history.Small, "bm9uc2Vuc2U");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("invalid_request", JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_head_request_makes_no_export()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/export");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", history.Large.Token);
        using var answer = await history.Server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_user_has_one_export_at_a_time_a_node_a_few_and_the_end_of_its_token_cuts_one()
    {
        var (token, second) = (await TestUser.LogInAsync(history.Server.Http, history.Large.Login), await TestUser.LogInAsync(history.Server.Http, history.Large.Login));
        using var running = await AskAsync(token, null);
        Assert.Equal(HttpStatusCode.OK, running.StatusCode);
        await using var stream = await running.Content.ReadAsStreamAsync();
        Assert.NotEqual(-1, stream.ReadByte());

        using var again = await AskAsync(second, null);
        Assert.Equal((HttpStatusCode)429, again.StatusCode);
        Assert.NotNull(again.Headers.RetryAfter);
        using var other = await AskAsync(history.Small, null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);

        using var logout = new HttpRequestMessage(HttpMethod.Post, "/logout");
        logout.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        using var ended = await history.Server.Http.SendAsync(logout);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(60)));

        var whole = await ReadAsync(second, null);
        Assert.Equal(LongHistory.LongMessages, MessagesOf(whole).Count());
    }

    private Task<HttpResponseMessage> AskAsync(TestUser user, string? cursor)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/export" + (cursor is null ? "" : $"?cursor={cursor}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        return history.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>All lines. An export that has just been cut frees its place a moment later.</summary>
    private async Task<List<JsonElement>> ReadAsync(TestUser user, string? cursor)
    {
        HttpResponseMessage answer;
        var tries = 0;
        while ((answer = await AskAsync(user, cursor)).StatusCode is (HttpStatusCode)429 or HttpStatusCode.ServiceUnavailable && tries++ < 10_000)
        {
            answer.Dispose();
        }

        using (answer)
        {
            answer.EnsureSuccessStatusCode();
            return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        }
    }

    private static IEnumerable<JsonElement> RoomsOf(IEnumerable<JsonElement> lines) => lines.Where(line => line.TryGetProperty("room", out _)).Select(line => line.GetProperty("room"));

    private static IEnumerable<JsonElement> MessagesOf(IEnumerable<JsonElement> lines) => lines.Where(line => line.TryGetProperty("message", out _)).Select(line => line.GetProperty("message"));

    /// <summary>Rooms, messages and the end, as text. The cursors depend on where pages end.</summary>
    private static List<string> Values(IEnumerable<JsonElement> lines) =>
        [.. lines.Where(line => !line.TryGetProperty("cursor", out _) && !line.TryGetProperty("user", out _)).Select(line => line.GetRawText())];

    /// <summary>A user with several rooms, and one whose export is longer than what the connection can hold.</summary>
    public sealed class LongHistory : IAsyncLifetime
    {
        public const int Rooms = 5;
        public const int PerRoom = 6;
        public const int LongMessages = 1500;

        public RunningServer Server { get; } = new()
        {
            Settings = """
                actorchat {
                  http { page-default = 2, page-max = 2, exports-at-once = 1 }
                  rate-limits { lists-per-user = off, messages-per-user = off, events.message = off, requests-per-address = off }
                }
                """,
        };

        internal TestUser Small { get; private set; } = null!;

        internal TestUser Large { get; private set; } = null!;

        internal List<string> Companions { get; } = [];

        public async Task InitializeAsync()
        {
            await Server.InitializeAsync();
            (Small, Large) = (await Server.RegisterAsync("small"), await Server.RegisterAsync("large"));
            await using var small = await ChatClient.ConnectAsync(Server.Url, Small);
            for (var i = 0; i < Rooms; i++)
            {
                var companion = await Server.RegisterAsync($"companion{i}");
                Companions.Add(companion.Login);
                await using var other = await ChatClient.ConnectAsync(Server.Url, companion);
                for (var seq = 1; seq <= PerRoom; seq++)
                {
                    var (writer, reader) = seq % 2 == 1 ? (small, companion) : (other, Small);
                    Assert.Null(await writer.RefusalAsync("message", new { companion = reader.Login, message = $"{i} {seq}" }));
                }

                Assert.Null(await other.RefusalAsync("message", new { companion = Large.Login, message = "of others" }));
            }

            // One request at a time on each connection: the package keeps its acknowledgements without a lock.
            var text = string.Concat(Enumerable.Repeat("😀", 4000));
            await Parallel.ForEachAsync(Enumerable.Range(0, LongMessages - Rooms).Chunk(LongMessages / 16), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (share, stop) =>
            {
                await using var large = await ChatClient.ConnectAsync(Server.Url, Large);
                for (var i = 0; i < share.Length; i++)
                {
                    Assert.Null(await large.RefusalAsync("message", new { companion = Companions[0], message = text }));
                }
            });
        }

        public Task DisposeAsync() => Server.DisposeAsync();
    }
}
