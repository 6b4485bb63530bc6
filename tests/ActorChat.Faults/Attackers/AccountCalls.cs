using System.Text.Json;

namespace ActorChat.Faults.Attackers;

/// <summary>The HTTP requests about one account, each on a new connection.</summary>
internal sealed class AccountCalls(Assault assault, string login)
{
    public string Login => login;

    public async Task<bool> RegisterAsync(string password) =>
        await assault.AskOnceAsync(Heads.Post("/registr", JsonSerializer.Serialize(new { login, password }))) is { Status: 201 };

    /// <summary>The token; null when it was refused.</summary>
    public async Task<string?> LogInAsync(string password) =>
        TokenOf(await assault.AskOnceAsync(Heads.Post("/login", JsonSerializer.Serialize(new { login, password }))));

    /// <summary>The new token; null when it was refused.</summary>
    public async Task<string?> ChangeAsync(string token, string password, string newPassword) =>
        TokenOf(await assault.AskOnceAsync(Heads.Post("/change-password", JsonSerializer.Serialize(new { password, newPassword }), "Content-Type: application/json\r\n" + Heads.Bearer(token))));

    public async Task<bool> LogOutAsync(string token) => await assault.AskOnceAsync(Heads.Post("/logout", "", Heads.Bearer(token))) is { Status: 204 };

    public async Task<bool> IsAcceptedAsync(string token) => await assault.AskOnceAsync(Heads.Get("/get-all-chats", Heads.Bearer(token))) is { Status: 200 };

    private static string? TokenOf(HttpAnswer? answer) =>
        answer is { Status: 200 } ? JsonDocument.Parse(answer.Body).RootElement.GetProperty("token").GetString() : null;
}
