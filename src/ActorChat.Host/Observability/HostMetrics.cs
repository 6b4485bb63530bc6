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

    /// <param name="result"><c>ok</c>, or the code of the refusal.</param>
    public static void LoginTried(string result) => Logins.Add(1, new KeyValuePair<string, object?>("result", result));

    public static void UserRegistered() => Registrations.Add(1);
}
