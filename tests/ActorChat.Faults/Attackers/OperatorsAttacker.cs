using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>
/// The operators' address, as a page in an operator's browser reaches it: with other hosts, without the token, with a wrong one; and operators' mistakes.
/// </summary>
internal sealed class OperatorsAttacker : Attacker
{
    /// <summary>The token that the server is started with.</summary>
    public const string AdminToken = "the-admin-token-of-a-hostile-run-00";

    private static readonly string[] s_paths =
    [
        "/metrics", "/admin/sessions", "/admin/rooms", "/admin/limits", "/admin/users/%0A2026-11-27T00:00:00.000Z%20ERR%20forged/block", "/admin/users/../block", "/admin/users/%EF%BF%BE/block",
        "/admin/users/nobody/erase", "/admin/sessions/x%0d%0ay", "/admin/nothing", "/", "/%ff", "/socket.io/?EIO=4&transport=polling",
    ];

    /// <summary>Requests by which even an operator could change nothing.</summary>
    private static readonly string[] s_mistakes =
    [
        "PUT /admin/limits/connects|{", "PUT /admin/limits/connects|", "PUT /admin/limits/connects|null", "PUT /admin/limits/connects|[]", "PUT /admin/limits/connects|{\"rate\":7}", "PUT /admin/limits/connects|{\"\\ud800\":1}",
        "PUT /admin/limits/nothing|{\"value\":\"off\"}", "GET /admin/sessions?login=%EF%BF%BE|", "GET /admin/sessions?login=%ff|", "GET /admin/rooms?limit=-1|", "DELETE /admin/sessions/%00|", "POST /admin/users/%ed%a0%80/end-sessions|",
        "POST /admin/users/nobody%0Aat%20all/block|", "POST /admin/users/%2e%2e/unblock|", "GET /admin/sessions?limit=99999999999999999999|", "PATCH /admin/limits|{}",
    ];

    public override string Name => "operators";

    public override string Summary => "the operators' address with foreign hosts, no token, a wrong one, forged lines, and an operator's mistakes";

    public override int Weight => 4;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenToOperatorsAsync();
        switch (assault.Random.Next(3))
        {
            case 0:
                assault.Did("foreign hosts");
                var host = assault.Pick(["a.example", "127.0.0.1.a.example", "localhost.a.example", "10.0.0.1", "[fe80::1]", "localhost@a.example"]);
                if (await assault.AskAsync(wire, Request("GET /metrics", "", $"Host: {host}\r\n")) is { Status: 200 })
                {
                    assault.Find("the operators' address answers whoever calls it " + host);
                }

                break;
            case 1:
                assault.Did("no token");
                var (method, path) = (assault.Pick(["GET", "POST", "PUT", "DELETE", "FOO", "OPTIONS"]), assault.Pick(s_paths));
                var token = assault.Pick(["", "Authorization: Bearer\r\n", "Authorization: Bearer guess\r\n", "Authorization: Basic \u00ff\r\n", $"Authorization: Bearer {AdminToken[..^1]}\r\n"]);
                if (await assault.AskAsync(wire, Request($"{method} {path}", "", "Host: localhost\r\n" + token)) is { Status: 200 } && path.StartsWith("/admin", StringComparison.Ordinal))
                {
                    assault.Find($"{method} {path} was done without the token");
                }

                break;
            default:
                assault.Did("mistakes");
                var mistake = assault.Pick(s_mistakes).Split('|');
                await assault.AskAsync(wire, Request(mistake[0], mistake[1], "Host: localhost\r\nContent-Type: application/json\r\n" + Heads.Bearer(AdminToken)));
                break;
        }
    }

    private static byte[] Request(string line, string body, string headers) =>
        Encoding.Latin1.GetBytes($"{line} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
