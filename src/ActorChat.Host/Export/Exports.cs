using ActorChat.Actors.Metrics;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Lists;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ActorChat.Host.Export;

/// <summary>
/// Writes exports, page by page as the client takes them. A stream whose token ends, whose storage fails or whose server stops is cut: it has no line
/// <c>end</c>, and its client resumes with the last cursor.
/// </summary>
internal sealed class Exports(
    UserExport export, IUserChats chats, AccountStore accounts, TokenService tokens, HttpSettings settings, RateLimits rates, IOptions<JsonOptions> json, IHostApplicationLifetime host, TimeProvider clock) : IDisposable
{
    /// <summary>How long a user who has an export under way should wait before the next try.</summary>
    private static readonly TimeSpan s_waitForOwn = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take for a page.</summary>
    private static readonly TimeSpan s_unreadTimeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly RunningExports _running = new(settings.ExportsAtOnce);

    public async Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteAsync(HttpContext http, string? cursor)
    {
        if (ListQuery.Count(http, rates) is { } refusal)
        {
            return refusal;
        }

        if (export.Read(cursor) is not { } from)
        {
            return HttpProblem.InvalidRequest.Because("cursor must be one of an earlier export of this data.");
        }

        var caller = http.Token().Login;
        switch (_running.TryBegin(caller))
        {
            case RunningExports.Start.UserHasOne:
                ChatMetrics.RateLimited("exports-per-user");
                return Refusing.WithWait(http, HttpProblem.RateLimited, s_waitForOwn);
            case RunningExports.Start.TooMany:
                return Refusing.Busy(http);
        }

        try
        {
            await WriteAsync(http, from);
            return TypedResults.Empty;
        }
        finally
        {
            _running.End(caller);
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task WriteAsync(HttpContext http, ExportPosition from)
    {
        var caller = http.Token().Login;
        // Before the first byte of the answer, so that a failure can still be told.
        var (account, rooms) = (await accounts.FindAsync(caller), await ReadAsync(() => export.RoomsAsync(caller, from.Room, settings.PageMax), http));
        var writer = new ExportWriter(http.Response, json.Value.SerializerOptions, export.CursorOf);
        if (HeadAsGet.IsHead(http))
        {
            return;
        }

        try
        {
            if (from == ExportPosition.Start)
            {
                writer.User(account!, await chats.BlockedAsync(caller), clock.GetUtcNow().ToUnixTimeMilliseconds());
            }

            if (await WriteRoomsAsync(http, writer, rooms, from))
            {
                await writer.EndAsync();
            }
            else
            {
                http.Abort();
            }
        }
        catch (Exception failure) when (failure is StorageBusyException or StorageFailedException or OperationCanceledException)
        {
            http.Abort();
        }
    }

    /// <summary>Returns false if the export may not go on.</summary>
    private async Task<bool> WriteRoomsAsync(HttpContext http, ExportWriter writer, IReadOnlyList<ExportedRoom> rooms, ExportPosition from)
    {
        var caller = http.Token().Login;
        while (true)
        {
            foreach (var room in rooms)
            {
                var after = room.Key.Number == from.Room ? from.Seq : 0;
                if (after == 0)
                {
                    writer.Room(room, caller);
                }

                do
                {
                    var page = after < room.LastSeq ? await ReadAsync(() => export.MessagesAsync(room.Key, after, settings.PageMax), http) : [];
                    after = page.Count > 0 ? page[^1].Seq : after;
                    await WriteAsync(page, room, new ExportPosition(room.Key.Number, after), writer, http);
                    if (!await MayGoOnAsync(http))
                    {
                        return false;
                    }
                }
                while (after < room.LastSeq);
            }

            if (rooms.Count < settings.PageMax)
            {
                return true;
            }

            // The last one again, which is how one goes on after it.
            from = new ExportPosition(rooms[^1].Key.Number, long.MaxValue);
            rooms = [.. (await ReadAsync(() => export.RoomsAsync(caller, from.Room, settings.PageMax + 1), http)).Where(room => room.Key.Number != from.Room)];
        }
    }

    /// <summary>All exports together read one page at a time, so most of the storage's readers are left to everybody else.</summary>
    private async Task<T> ReadAsync<T>(Func<Task<T>> read, HttpContext http)
    {
        await _reading.WaitAsync(http.RequestAborted);
        try
        {
            return await read();
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>A client that takes nothing for a while is cut, and can resume later: others may be waiting for its place.</summary>
    private static async Task WriteAsync(IReadOnlyList<ChatMessage> page, ExportedRoom room, ExportPosition position, ExportWriter writer, HttpContext http)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(s_unreadTimeout);
        await writer.PageAsync(room, page, position, patience.Token);
    }

    private async Task<bool> MayGoOnAsync(HttpContext http) =>
        !host.ApplicationStopping.IsCancellationRequested && await tokens.ValidateAsync(TokenAuthentication.TokenText(http.Request)) is not null;
}
