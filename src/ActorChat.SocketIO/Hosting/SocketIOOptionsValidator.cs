using System.Buffers;
using Microsoft.Extensions.Options;

namespace ActorChat.SocketIO;

/// <summary>Refuses invalid settings; each message names the setting, its value and the legal range.</summary>
internal sealed class SocketIOOptionsValidator : IValidateOptions<SocketIOOptions>
{
    private const int MaxPrefix = 64;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>What neither a URL nor JSON has to escape.</summary>
    private static readonly SearchValues<char> s_unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public ValidateOptionsResult Validate(string? name, SocketIOOptions options)
    {
        var faults = new List<string>();
        Duration(nameof(options.PingInterval), options.PingInterval);
        Duration(nameof(options.PingTimeout), options.PingTimeout);
        Duration(nameof(options.UpgradeTimeout), options.UpgradeTimeout);
        Duration(nameof(options.ConnectTimeout), options.ConnectTimeout);
        Duration(nameof(options.CloseTimeout), options.CloseTimeout);
        Duration(nameof(options.PollingCloseTimeout), options.PollingCloseTimeout);
        Range(nameof(options.MaxPayloadBytes), options.MaxPayloadBytes, 1, 1 << 30);
        Range(nameof(options.MaxUnsentBytes), options.MaxUnsentBytes, 1024, 1 << 30);
        Range(nameof(options.MaxUnsentBytesBeforeJoin), options.MaxUnsentBytesBeforeJoin, 1024, 1 << 30);
        Range(nameof(options.MaxRefusedConnects), options.MaxRefusedConnects, 1, int.MaxValue);
        Range(nameof(options.MaxPacketsPerPoll), options.MaxPacketsPerPoll, 0, int.MaxValue);
        Range(nameof(options.MaxAttachments), options.MaxAttachments, 0, 1000);
        Range(nameof(options.MaxAttachmentBytes), options.MaxAttachmentBytes, 0, int.MaxValue);
        Range(nameof(options.MaxNamespacesPerConnection), options.MaxNamespacesPerConnection, 1, 1_000_000);
        Range(nameof(options.MaxNamespacesOnDemand), options.MaxNamespacesOnDemand, 0, int.MaxValue);
        Range(nameof(options.MaxNamespaceNameBytes), options.MaxNamespaceNameBytes, 1, 64 * 1024);
        Range(nameof(options.MaxPendingAcks), options.MaxPendingAcks, 1, int.MaxValue);
        if ((options.Transports & EngineTransports.All) == 0 || (options.Transports & ~EngineTransports.All) != 0)
        {
            faults.Add($"Transports is {options.Transports}; it must be Polling, WebSocket or All.");
        }

        if (options.SessionIdPrefix is not { Length: <= MaxPrefix } prefix || prefix.AsSpan().ContainsAnyExcept(s_unreserved))
        {
            faults.Add($"SessionIdPrefix is {options.SessionIdPrefix}; it must be at most {MaxPrefix} letters, digits, hyphens, dots, underscores and tildes.");
        }

        if (options.Json is null)
        {
            faults.Add("Json is null; it must be serializer options.");
        }

        if (options.Cookie is { } cookie && string.IsNullOrWhiteSpace(cookie.Name))
        {
            faults.Add("Cookie.Name is empty; it must be a cookie name.");
        }

        if (options.Cors is { AnyOrigin: true, Credentials: true })
        {
            faults.Add("Cors allows credentials from any origin, which browsers refuse; name the origins.");
        }

        if (options.Recovery is { } recovery)
        {
            Duration("Recovery.MaxDisconnectionDuration", recovery.MaxDisconnectionDuration);
            Range("Recovery.MaxSessions", recovery.MaxSessions, 1, int.MaxValue);
            Range("Recovery.MaxLogBytes", recovery.MaxLogBytes, 1, long.MaxValue);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Duration(string key, TimeSpan value)
        {
            if (value < TimeSpan.FromMilliseconds(1) || value > s_longest)
            {
                faults.Add($"{key} is {value}; it must be from 1 ms to 1 day.");
            }
        }

        void Range(string key, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{key} is {value}; it must be from {least} to {most}.");
            }
        }
    }
}
