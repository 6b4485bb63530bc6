using System.Collections.Concurrent;
using ActorChat.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Engine;

namespace ActorChat.Host.Limits;

/// <summary>
/// The limits that operators set while a server ran. They are kept with the data, so they hold after a restart, on every node. What is written in a node's own
/// file or variables wins there: such a limit is not set, and a stored one is not used.
/// </summary>
/// <param name="stored">Where they are kept.</param>
/// <param name="limits">The limits in force.</param>
/// <param name="written">The limits as they are written.</param>
/// <param name="places">Where each key is written that does not come from <c>hocon.conf</c>.</param>
internal sealed class StoredLimits(ILiveSettings stored, RateLimits limits, RateLimitSettings written, IReadOnlyDictionary<string, string> places)
{
    private readonly ConcurrentDictionary<string, RateLimit> _known = new(StringComparer.Ordinal);
    private volatile RateLimitSettings _written = written;
    private volatile IReadOnlyDictionary<string, string> _places = places;

    /// <summary>Puts the stored limits in force; returns a line for each that is not used.</summary>
    public async Task<IReadOnlyList<string>> RestoreAsync()
    {
        try
        {
            return [.. (await stored.ReadAsync()).OrderBy(static setting => setting.Key, StringComparer.Ordinal).Select(setting => Restore(setting.Key, setting.Value)).OfType<string>()];
        }
        catch (Exception failure) when (failure is StorageBusyException or StorageFailedException)
        {
            return [$"The limits that were set while a server ran cannot be read, and are not used: {failure.Message}"];
        }
    }

    /// <summary>Where the node's operator has written a limit; null if nowhere, so that it can be set.</summary>
    public string? FindPlace(string name) => _places.GetValueOrDefault(PathOf(name));

    /// <summary>Keeps a limit and puts it in force on this node.</summary>
    /// <param name="name">The name of a live limit.</param>
    /// <param name="limit">The limit; null for that of the settings.</param>
    public async Task SetAsync(string name, RateLimit? limit)
    {
        await stored.SaveAsync(LiveLimits.KeyOf(name), limit?.ToString());
        Take(name, limit);
    }

    /// <summary>Puts a limit in force that another node has kept.</summary>
    /// <inheritdoc cref="SetAsync"/>
    public void Take(string name, RateLimit? limit)
    {
        if (limit is null)
        {
            _known.TryRemove(name, out _);
        }
        else
        {
            _known[name] = limit;
        }

        Apply(name);
    }

    /// <summary>The settings were read again.</summary>
    /// <param name="read">The limits as they are written now.</param>
    /// <param name="readPlaces">And where.</param>
    public void Reread(RateLimitSettings read, IReadOnlyDictionary<string, string> readPlaces) => (_written, _places) = (read, readPlaces);

    /// <summary>The limit in force.</summary>
    /// <param name="name">The name of a live limit.</param>
    public RateLimit InForce(string name) => LiveLimits.Of(limits.Current, name);

    /// <summary>What an operator has set while a server ran; null if nobody has, or if what is written wins.</summary>
    /// <param name="name">The name of a live limit.</param>
    /// <param name="writtenAt">Where each key is written.</param>
    public RateLimit? FindSet(string name, IReadOnlyDictionary<string, string> writtenAt) => writtenAt.ContainsKey(PathOf(name)) ? null : _known.GetValueOrDefault(name);

    /// <summary>What is written of a limit has changed.</summary>
    public void Apply(string name)
    {
        var holds = FindSet(name, _places) is { } own
            ? LiveLimits.With(limits.Current, name, own)
            : LiveLimits.Take(limits.Current, LiveLimits.KeyOf(name), _written);
        limits.Current = holds ?? limits.Current;
    }

    private string? Restore(string key, string text)
    {
        if (!LiveLimits.IsLive(key))
        {
            return $"{SettingsReader.Root}.{key} = {text}, which was set while a server ran, is not used: there is no such limit";
        }

        var name = LiveLimits.NameOf(key);
        if (!RateLimit.TryParse(text, out var limit))
        {
            return $"{PathOf(name)} = {text}, which was set while a server ran, is not used: it must be {RateLimit.LegalForm}";
        }

        Take(name, limit);
        return FindPlace(name) is { } place ? $"{PathOf(name)} = {text}, which was set while a server ran, is not used: it is written in {place}" : null;
    }

    private static string PathOf(string name) => $"{SettingsReader.Root}.{LiveLimits.KeyOf(name)}";
}
