using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Tests;

public class GenerationCacheSpecs
{
    private readonly GenerationCache<string, string> _cache = new(4);

    [Fact]
    public void A_value_read_before_a_removal_is_not_cached()
    {
        var version = _cache.Version;
        _cache.Remove("a");
        Assert.False(_cache.TrySet("a", "read before", version));
        Assert.False(_cache.TryGet("a", out _));
        Assert.True(_cache.TrySet("a", "read after", _cache.Version));
        Assert.True(_cache.TryGet("a", out var value));
        Assert.Equal("read after", value);
    }

    [Fact]
    public void A_change_applies_only_to_a_cached_value_and_a_concurrent_read_is_not_cached()
    {
        var version = _cache.Version;
        _cache.Set("a", "1");
        _cache.Update("a", value => value + "2");
        _cache.Update("b", value => value + "2");
        Assert.True(_cache.TryGet("a", out var changed));
        Assert.Equal("12", changed);
        Assert.False(_cache.TryGet("b", out _));
        Assert.False(_cache.TrySet("b", "1", version));
    }

    [Fact]
    public void A_removed_entry_is_gone_from_both_generations()
    {
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            _cache.Set(key, key);
        }

        _cache.Remove("a");
        _cache.Remove("d");
        Assert.False(_cache.TryGet("a", out _));
        Assert.False(_cache.TryGet("d", out _));
        Assert.True(_cache.TryGet("c", out _));
    }
}
