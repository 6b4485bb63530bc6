namespace ActorChat.Storage.Engine;

/// <summary>
/// Settings that operators changed while a server ran, by their keys. They belong to the data, so that every server on it has them after a restart.
/// </summary>
public interface ILiveSettings
{
    /// <summary>All of them.</summary>
    Task<IReadOnlyDictionary<string, string>> ReadAsync();

    /// <summary>Saves one in place of its former value; null takes it away.</summary>
    Task SaveAsync(string key, string? value);
}
