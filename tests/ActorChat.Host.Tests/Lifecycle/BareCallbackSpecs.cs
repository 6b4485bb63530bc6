using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Lifecycle;

/// <summary>
/// Background work goes through <c>Background</c>, which catches its exceptions: an exception that leaves such a thread ends the process. This test searches
/// the source, because no test can make every such place fail.
/// </summary>
public sealed partial class BareCallbackSpecs
{
    /// <summary>Where it may be bare, and why.</summary>
    private static readonly (string File, string Text, string Reason)[] Allowed =
    [
        ("WebSocketTransport.cs", "IBackgroundWork", "is the guarded kind"),
        ("UserEraser.cs", "_run = Task.Run(RunAsync)", "is awaited when it is disposed"),
        ("RetentionWalk.cs", "_run = Task.Run(RunAsync)", "is awaited when it is disposed"),
        ("RetentionWalk.cs", "new PeriodicTimer(", "is awaited in its loop"),
        ("Schedule.cs", "new PeriodicTimer(", "is awaited in its loop, by the load generator"),
        ("SqliteStorage.cs", "Task.Run(() => new SqliteEngine(", "is awaited by whoever opens it"),
        ("AccountStore.cs", "_table.AddAsync(new NewUser(", "is awaited by whoever registers"),
        ("SecurityExtensions.cs", "http.Response.OnStarting(", "Kestrel awaits it within the request"),
        ("StopSignals.cs", "PosixSignalRegistration.Create(signal, context => Background.Run(", "is guarded"),
        ("ReloadSignal.cs", "PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Background.Run(", "is guarded"),
        ("DataCommands.cs", "return await Task.Run(", "is awaited by the command"),
        ("ChatConnection.cs", "_place.OnCompleted(continuation", "hands on what the read loop itself waits with"),
        ("RoomPartition.cs", "AskForOffset() => _services.Tables.OffsetAsync", "is piped to the actor, failures too"),
        ("ChatJournal.cs", "_writes.TrimAsync(persistenceId", "is returned to the journal"),
        ("LastLine.cs", " += ", "is the last line itself, which only logs"),
        ("WriteThread.cs", "=> Background.Forget(RunBetweenAsync(", "is guarded"),
        ("JournalConnection.cs", "work.ContinueWith(static ended => _ = ended.Exception", "looks at a failure that was told already, as a time-out"),
        ("JournalConnection.cs", "Background.Forget(Task.Run(async () =>", "is guarded"),
        ("ChatCluster.cs", "NumberedNodes.Register(", "is no callback of a token"),
        ("NodeActor.cs", "OnReceive(object message) => _questions.AnswerAsync(message).PipeTo(", "is piped to the asker, failures too"),
    ];

    public static TheoryData<string> Sources() => new(Files().Select(static file => Path.GetRelativePath(ClientScripts.Root, file)));

    [Theory]
    [MemberData(nameof(Sources))]
    public void No_background_work_runs_unguarded(string source)
    {
        var name = Path.GetFileName(source);
        var lines = File.ReadAllLines(Path.Combine(ClientScripts.Root, source));
        var bare = lines.Where(line => IsBare(line) && !Allowed.Any(allowed => allowed.File == name && line.Contains(allowed.Text, StringComparison.Ordinal)));
        Assert.Empty(name == "Background.cs" ? [] : bare);
    }

    [Theory]
    [InlineData("ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Do());")]
    [InlineData("internal sealed class Work : IThreadPoolWorkItem")]
    [InlineData("new Thread(Work) { IsBackground = true }.Start();")]
    [InlineData("_timer = clock.CreateTimer(_ => Look(), null, due, period);")]
    [InlineData("_timer = new Timer(Look);")]
    [InlineData("stopping.Register(Close);")]
    [InlineData("using var stop = token.UnsafeRegister(static state => Stop(state), this);")]
    [InlineData("private async void Handle()")]
    [InlineData("_ = LeaveAsync();")]
    [InlineData("_ = _storage.SweepAsync(now);")]
    [InlineData("        SweepAsync();")]
    [InlineData("        _tokens.SweepAsync(now);")]
    [InlineData("private void Finish() => RunBetweenAsync(session =>")]
    [InlineData("Task.Run(Sweep);")]
    [InlineData("Task.Factory.StartNew(Sweep);")]
    [InlineData("task.ContinueWith(Done);")]
    [InlineData("awaiter.OnCompleted(Done);")]
    [InlineData("PosixSignalRegistration.Create(signal, Handle);")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += Handle;")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(handle, Done, null, -1, true);")]
    [InlineData("Parallel.ForEach(rooms, Erase);")]
    [InlineData("RegisterForDispose OnStarting(Add);")]
    public void A_bare_callback_is_found(string line) => Assert.True(IsBare(line));

    [Theory]
    [InlineData("await LeaveAsync();")]
    [InlineData("return LeaveAsync();")]
    [InlineData("Background.Forget(LeaveAsync());")]
    [InlineData("private Task LeaveAsync() => _drain.RunAsync();")]
    [InlineData("_bytes += stored.Length;")]
    [InlineData("void OnCompleted(Action continuation) => thread.Post(continuation);")]
    public void An_awaited_task_is_not_bare(string line) => Assert.False(IsBare(line));

    private static bool IsBare(string line) => Bare().IsMatch(line);

    private static List<string> Files()
    {
        var sources = Path.Combine(ClientScripts.Root, "src");
        var files = Directory.GetFiles(sources, "*.cs", SearchOption.AllDirectories).Where(static file => !file.Split(Path.DirectorySeparatorChar).Contains("obj")).ToList();
        Assert.True(files.Count > 100, "the source is found");
        return files;
    }

    [GeneratedRegex("""
        \bIThreadPoolWorkItem\b
        | QueueUserWorkItem | RegisterWaitForSingleObject
        | \bnew\ (Thread|Timer|PeriodicTimer)\( | \bCreateTimer\(
        | \.(Unsafe)?Register\((static\b|\w+\ =>|\(|[A-Z]\w*[,)]) | \bPosixSignalRegistration\.Create\(
        | \basync\ void\b
        | ^\s*_\ =\ [\w.]*Async\( | ^\s*(?!await\b|return\b)[\w.]+Async\([^=]*\);\s*$ | \bvoid\ \w+\([^)]*\)\ =>\ [\w.]*Async\(
        | \bTask\.(Run|Factory)\b | \.ContinueWith\( | \.(Unsafe)?OnCompleted\((?!Action) | \bOnStarting\( | \bParallel\.(For|ForEach|Invoke)\(
        | (\w+\.\w+|Event)\ \+=\ (\(|\w+;) | \b(ProcessExit|CancelKeyPress|UnhandledException|UnobservedTaskException)\ \+=
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Bare();
}
