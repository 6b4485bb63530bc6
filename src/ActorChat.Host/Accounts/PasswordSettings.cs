using ActorChat.Settings;

namespace ActorChat.Host.Accounts;

/// <summary>The settings under <c>actorchat.passwords</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record PasswordSettings(long MemoryBytes, int Iterations, int Threads, int MaxWaiting, int MaxWaitingPerAddress, TimeSpan RegistrationPatience)
{
    public static PasswordSettings From(SettingsReader settings) => new(
        MemoryBytes: settings.Bytes("passwords.memory", 8 << 10, 4L << 30),
        Iterations: settings.Whole("passwords.iterations", 1, 1000),
        Threads: settings.Whole("passwords.threads", 0, 256),
        MaxWaiting: settings.Whole("passwords.waiting", 1, 1_000_000),
        MaxWaitingPerAddress: settings.Whole("passwords.waiting-per-address", 1, 1_000_000),
        RegistrationPatience: settings.Duration("passwords.registration-patience", TimeSpan.Zero, TimeSpan.FromMinutes(10)));
}
