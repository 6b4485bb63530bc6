using System.Diagnostics;
using System.Net.Sockets;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Ops;

/// <summary>nginx with a file of <c>ops</c> in its http block, in a temporary folder.</summary>
internal sealed class TestedNginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private Process? _process;

    /// <summary>What <c>nginx -t</c> says about a site; null if it accepts it.</summary>
    public static async Task<string?> ProblemOfAsync(string site)
    {
        await using var nginx = new TestedNginx();
        var (exitCode, output) = await ClientScripts.RunAsync(Program, ["-t", "-c", nginx.Write(site)]);
        return exitCode == 0 ? null : output;
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<TestedNginx> StartAsync(string site, int port)
    {
        var nginx = new TestedNginx();
        nginx._process = Process.Start(Program, ["-c", nginx.Write(site)]);
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, patience.Token);
                return nginx;
            }
            catch (SocketException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private string Write(string site) => _folder.Write("nginx.conf", $$"""
        daemon off;
        master_process off;
        pid {{_folder.PathOf("nginx.pid")}};
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path {{_folder.PathOf("body")}};
          proxy_temp_path {{_folder.PathOf("proxy")}};
          fastcgi_temp_path {{_folder.PathOf("fastcgi")}};
          uwsgi_temp_path {{_folder.PathOf("uwsgi")}};
          scgi_temp_path {{_folder.PathOf("scgi")}};
          {{site}}
        }
        """);
}
