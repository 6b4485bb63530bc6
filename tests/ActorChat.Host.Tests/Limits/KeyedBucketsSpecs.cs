using System.Net;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Limits;

public class KeyedBucketsSpecs
{
    private static readonly RateLimit Once = RateLimit.Of(1, TimeSpan.FromDays(1), burst: 1);

    [Fact]
    public void Each_key_has_a_bucket_of_its_own()
    {
        var buckets = new KeyedBuckets<string>(capacity: 10);
        Assert.True(buckets.TryTake("a", Once, 0, out _));
        Assert.True(buckets.TryTake("b", Once, 0, out _));
        Assert.False(buckets.TryTake("a", Once, 0, out _));
    }

    [Fact]
    public void A_full_memory_forgets_the_key_that_was_not_used_for_the_longest()
    {
        var buckets = new KeyedBuckets<string>(capacity: 2);
        buckets.TryTake("a", Once, 0, out _);
        buckets.TryTake("b", Once, 0, out _);
        buckets.TryTake("a", Once, 0, out _);
        buckets.TryTake("c", Once, 0, out _);
        Assert.Equal(2, buckets.Count);
        Assert.False(buckets.TryTake("a", Once, 0, out _));
        Assert.True(buckets.TryTake("b", Once, 0, out _));
    }

    [Fact]
    public void A_key_that_was_forgotten_on_purpose_begins_with_a_full_bucket()
    {
        var buckets = new KeyedBuckets<string>(capacity: 2);
        buckets.TryTake("a", Once, 0, out _);
        buckets.Forget("a");
        Assert.True(buckets.TryTake("a", Once, 0, out _));
    }

    [Fact]
    public void A_limit_that_is_off_remembers_nobody()
    {
        var buckets = new KeyedBuckets<string>(capacity: 2);
        Assert.True(buckets.TryTake("a", RateLimit.Off, 0, out _));
        Assert.Equal(0, buckets.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_of_one_IPv6_network_are_one_client_and_every_IPv4_address_is_its_own(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.Of(IPAddress.Parse(one), 64) == ClientAddress.Of(IPAddress.Parse(other), 64));

    [Fact]
    public void A_prefix_of_all_bits_tells_every_IPv6_address_apart() =>
        Assert.NotEqual(ClientAddress.Of(IPAddress.Parse("2001:db8::1"), 128), ClientAddress.Of(IPAddress.Parse("2001:db8::2"), 128));
}
