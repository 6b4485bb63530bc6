using ActorChat.SocketIO;
using ActorChat.SocketIO.TestHost;

// dotnet run --project tests/ActorChat.SocketIO.TestHost -- PORT [--profile protocol|recovery|eio3] [--patient]
if (HostArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync("usage: PORT [--profile protocol|recovery|eio3] [--patient]");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.ListenAnyIP(arguments.Port, static listen => listen.UseDirectWebSockets(static _ => true));
});
builder.Logging.SetMinimumLevel(arguments.Verbose ? LogLevel.Debug : LogLevel.Warning);
builder.Services.AddSocketIO(options => TestSettings.Apply(options, arguments.Profile, arguments.Patient));

var app = builder.Build();
app.MapEngineIO("/engine.io", static connection => new EngineEcho(connection));
app.MapSocketIO("/socket.io", SocketEcho.Declare);

await app.StartAsync();
await WarmUp.RunAsync(arguments.Port);
Console.WriteLine($"ready on port {arguments.Port}, profile {arguments.Profile}");
await app.WaitForShutdownAsync();
return 0;
