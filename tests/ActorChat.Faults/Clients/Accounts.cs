using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Clients;

/// <summary>The HTTP side of a client: accounts and chat lists.</summary>
public sealed class Accounts(Uri server) : IDisposable
{
    private const string Password = "correct horse battery";

    private const int MostAsked = 30;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Answers that a list is unavailable.</summary>
    public int Unavailable { get; private set; }

    /// <summary>Registers a login and logs it in.</summary>
    /// <returns>Its token.</returns>
    public async Task<string> OpenAsync(string login)
    {
        var account = new { login, password = Password };
        using var registered = await _http.PostAsJsonAsync("/registr", account);
        registered.EnsureSuccessStatusCode();
        using var answer = await _http.PostAsJsonAsync("/login", account);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return Answers.Text(body, "token");
    }

    /// <summary>All of a user's chats, page by page.</summary>
    public async Task<IReadOnlyList<ChatEntry>> ChatsAsync(string login, string token)
    {
        var chats = new List<ChatEntry>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "?limit=100" : "?limit=100&cursor=" + Uri.EscapeDataString(cursor);
            var page = JsonDocument.Parse(await GetAsync("/get-all-chats" + query, token)).RootElement;
            foreach (var chat in page.GetProperty("chats").EnumerateArray())
            {
                var last = chat.TryGetProperty("lastMessage", out var message) && message.ValueKind == JsonValueKind.Object ? Answers.Number(message, "seq") : 0;
                var entry = new ChatEntry(login, Answers.Text(chat, "room"), Answers.Text(chat, "companion"), Answers.Number(chat, "unread"), last);
                chats.Add(last > 0 ? entry with { Last = Answers.Message(message, entry.Room) } : entry);
            }

            cursor = page.TryGetProperty("next", out var next) && next.ValueKind != JsonValueKind.Null ? next.ToString() : null;
        }
        while (cursor is not null);

        return chats;
    }

    /// <summary>Asks for one room in the chat list.</summary>
    /// <returns>The refusal's code; null when it was shown.</returns>
    public async Task<string?> ChatCodeAsync(string room, string token)
    {
        using var answer = await SendAsync("/get-all-chats?id=" + Uri.EscapeDataString(room), token);
        return answer.StatusCode == HttpStatusCode.OK ? null : Answers.Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "code");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks again while the answer is that it is unavailable.</summary>
    private async Task<string> GetAsync(string path, string token)
    {
        for (var asked = 1; ; asked++)
        {
            using var answer = await SendAsync(path, token);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || asked == MostAsked)
            {
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }

            Unavailable++;
            await Task.Delay(AskAgainAfter);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
