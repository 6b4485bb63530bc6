using System.Text.Json;

namespace ActorChat.Faults.Attackers;

/// <summary>Guesses passwords, of existing accounts and of others. One address attacks one victim, as slowly as the limits allow.</summary>
internal sealed class GuessAttacker : Attacker
{
    public override string Name => "guesses";

    public override string Summary => "wrong passwords for a user who keeps logging in meanwhile, for others and for unknown logins";

    public override int Weight => 3;

    internal override async Task AttackAsync(Assault assault)
    {
        var victim = assault.Random.Next(2) == 0;
        if (victim)
        {
            // From one address only: very many addresses could keep the user out, as docs/security.md says.
            assault.Source = Target.Sources[0];
        }

        for (var i = assault.Random.Next(1, 15); i > 0; i--)
        {
            var login = victim ? assault.Victim : assault.Pick([assault.Pair().Self.Name, $"nobody-{assault.Random.Next(10_000)}", "\ufffe", "..", "a\u034fb"]);
            assault.Did(victim ? "a user's" : "others'");
            await assault.AskOnceAsync(Heads.Post("/login", JsonSerializer.Serialize(new { login, password = $"guess {assault.Random.Next(1000)}" })));
        }
    }
}

/// <summary>Registrations: of odd logins, of taken ones, many at once.</summary>
internal sealed class RegistrationAttacker : Attacker
{
    private static readonly string[] s_odd = ["", " ", ".", "..", "a b", "a\u0000b", "\u202eabc", "a\u200db", "\u3164", "\uff41\uff42", "\ud83d\ude00", "e" + new string('\u0301', 40), "\ufffe", "admin\n", "%2e%2e", "a/b", "user-0", "USER-0"];

    public override string Name => "registrations";

    public override string Summary => "registrations of odd and taken logins, with poor passwords, several at once";

    public override int Weight => 2;

    internal override async Task AttackAsync(Assault assault)
    {
        var requests = Enumerable.Range(0, assault.Random.Next(1, 5)).Select(_ =>
        {
            var login = assault.Random.Next(3) == 0 ? $"newcomer-{assault.Random.Next(100_000)}" : assault.Pick(s_odd);
            return Heads.Post("/registr", JsonSerializer.Serialize(new { login, password = assault.Pick(["correct horse battery", "password", "", "short", new string('p', 257)]) }));
        }).ToArray();
        await Task.WhenAll(requests.Select(request => assault.AskOnceAsync(request)));
    }
}

/// <summary>Logins concurrent with password changes: the change must close everything that the old password opened.</summary>
internal sealed class LoginRaceAttacker : Attacker
{
    private const string Former = "the former password";
    private const string Latter = "the latter password";

    public override string Name => "login-race";

    public override string Summary => "logins with the old password, and two changes at once, while the password is changed";

    public override int Weight => 2;

    internal override async Task AttackAsync(Assault assault)
    {
        var account = new AccountCalls(assault, $"racer-{assault.Random.Next()}-{assault.Random.Next()}");
        if (!await account.RegisterAsync(Former) || await account.LogInAsync(Former) is not { } token)
        {
            return;
        }

        var logins = Enumerable.Range(0, 4).Select(async i =>
        {
            await Task.Delay(i * assault.Random.Next(10));
            return await account.LogInAsync(Former);
        }).ToArray();
        var changes = Enumerable.Range(0, assault.Random.Next(1, 3)).Select(_ => account.ChangeAsync(token, Former, Latter)).ToArray();
        var (opened, changed) = (await Task.WhenAll(logins), await Task.WhenAll(changes));
        var done = changed.Count(fresh => fresh is not null);
        assault.Did(changes.Length == 1 ? "one change" : "two changes");
        if (done > 1)
        {
            assault.Find("two changes of one password were both accepted");
        }

        if (done == 0)
        {
            return;
        }

        foreach (var old in opened.OfType<string>().Prepend(token))
        {
            if (await account.IsAcceptedAsync(old))
            {
                assault.Find("a token of the old password outlived its change");
            }
        }

        if (await account.LogInAsync(Former) is not null)
        {
            assault.Find("the old password was accepted after its change");
        }
    }
}

/// <summary>Tokens used again after a logout, by HTTP and by Socket.IO, and sessions that were open then.</summary>
internal sealed class TokenReuseAttacker : Attacker
{
    private const string Password = "correct horse battery";

    public override string Name => "token-reuse";

    public override string Summary => "tokens used after a logout or a password change, and the sessions that they had opened";

    public override int Weight => 2;

    internal override async Task AttackAsync(Assault assault)
    {
        var account = new AccountCalls(assault, $"leaver-{assault.Random.Next()}-{assault.Random.Next()}");
        if (!await account.RegisterAsync(Password) || await account.LogInAsync(Password) is not { } token)
        {
            return;
        }

        var login = new Login(account.Login, token);
        var live = await new WebSocketEntrance(assault, assault.Random.Next(2) == 0).LogInAsync(login);
        var byLogout = assault.Random.Next(2) == 0;
        assault.Did(byLogout ? "logout" : "change");
        if (byLogout ? !await account.LogOutAsync(token) : await account.ChangeAsync(token, Password, Password + " of today") is null)
        {
            return;
        }

        await assault.MustEndAsync(live, "its token's end");
        if (await account.IsAcceptedAsync(token))
        {
            assault.Find("a token that had ended was accepted over HTTP");
        }

        var again = await new WebSocketEntrance(assault, assault.Random.Next(2) == 0).OpenAsync();
        await again.SendTextAsync(login.Connect);
        if (await again.ReadTextAsync("4") is { } answer && !answer.StartsWith("44", StringComparison.Ordinal))
        {
            assault.Find("a token that had ended was accepted over Socket.IO");
        }
    }
}
