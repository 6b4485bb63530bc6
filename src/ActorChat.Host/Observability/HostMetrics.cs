using System.Diagnostics.Metrics;

namespace ActorChat.Host.Observability;

/// <summary>The metrics of the edge.</summary>
internal static class HostMetrics
{
    public const string MeterName = "ActorChat.Host";

    public static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Logins = Meter.CreateCounter<long>(
        "actorchat.logins", "{login}", "Login attempts, by result.");

    private static readonly Counter<long> Registrations = Meter.CreateCounter<long>(
        "actorchat.registrations", "{user}", "Users that registered.");

    /// <summary>Begins the counters at zero, for listeners that are there: what has not happened yet is 0 then, and not missing.</summary>
    public static void BeginAtZero()
    {
        foreach (var result in (string[])["ok", "invalid_credentials", "too_many_attempts", "blocked", "unavailable"])
        {
            Logins.Add(0, new KeyValuePair<string, object?>("result", result));
        }

        Registrations.Add(0);
        SecurityLog.BeginAtZero();
    }

    /// <param name="result"><c>ok</c>, or the code of the refusal.</param>
    public static void LoginTried(string result) => Logins.Add(1, new KeyValuePair<string, object?>("result", result));

    public static void UserRegistered() => Registrations.Add(1);
}
