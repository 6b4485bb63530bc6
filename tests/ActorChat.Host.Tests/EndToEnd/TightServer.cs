using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>A server with bounds so small that a test reaches them.</summary>
public sealed class TightServer : IAsyncLifetime
{
    public RunningServer Server { get; } = new()
    {
        Settings = """
            actorchat {
              limits { page-default = 2, page-max = 3 }
              http { page-default = 2, page-max = 3 }
              sessions { per-user = 2, joined-rooms = 2, requests-in-flight = 1 }
              rooms.blocks-per-user = 2
            }
            """,
    };

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}
