using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/ActorChat.SocketIO.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
