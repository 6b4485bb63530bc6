using ActorChat.Host.Accounts;
using ActorChat.Host.Commands;
using ActorChat.Host.Composition;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using Serilog;

// The life of the server, from top to bottom: the tool's other commands, signals, settings, storage and actors, sockets and HTTP, stop.
StopSignals? signals = null;
try
{
    Requirements.Check();
    if (await Tool.RunAsync(args, Console.Out, Console.Error) is { } exitCode)
    {
        return exitCode;
    }

    signals = StopSignals.Listen();
    using var hangUps = ReloadSignal.Listen();
    var settings = ServerSettings.Load(ServerEnvironment.FromProcess());
    Log.Logger = LogOutput.Create(settings.Log, typeof(TokenAuthentication));
    LastLine.Listen(TimeProvider.System);
    using var traces = TraceExport.Start(settings.Tracing);
    await using var backend = await ChatBackend.StartAsync(settings, TimeProvider.System, stop: signals.Told);
    await using var server = await ChatServer.StartAsync(settings, backend, signals);
    await using var operations = await OperationsServer.StartAsync(settings, backend, server);
    hangUps.HandOver(operations.Reload);
    return await NodeEnd.WaitAsync(server.WaitForStopAsync(), backend.Removed, TimeProvider.System);
}
catch (OperationCanceledException) when (signals?.Told.IsCancellationRequested == true)
{
    Log.Information("Told to stop before it was ready");
    return 0;
}
catch (Exception failure) when (StartFailure.LineOf(failure) is { } line)
{
    await Console.Error.WriteLineAsync(signals is null ? line : StartLine.Of(line, TimeProvider.System));
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
    signals?.Dispose();
}
