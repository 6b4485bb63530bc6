using System.Globalization;
using System.Text;
using ActorChat.Actors.Common;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Common;

public sealed class IsoTimeSpecs
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1, "1970-01-01T00:00:00.001Z")]
    [InlineData(1_790_092_560_123, "2026-09-22T15:56:00.123Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999Z")]
    public void A_time_is_written_with_its_milliseconds_in_UTC(long time, string expected) => Assert.Equal(expected, IsoTime.Text(time));

    [Property]
    public Property Every_time_is_written_as_the_framework_writes_it_and_read_back() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, 99_999), (high, low) => (high * 100_000L) + low).ToArbitrary(),
        time => IsoTime.Text(time) == DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            && IsoTime.Read(Encoding.ASCII.GetBytes(IsoTime.Text(time))) == time);
}
