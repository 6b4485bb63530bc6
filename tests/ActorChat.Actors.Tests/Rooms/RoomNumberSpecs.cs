using ActorChat.Actors.Rooms;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomNumberSpecs
{
    [Property]
    public bool A_number_reads_as_itself(Guid value) => RoomNumber.TryParse(new RoomNumber(value).ToString(), out var read) && read.Value == value;

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("12345678-9ABC-5def-8123-456789abcdef")]
    [InlineData("{12345678-9abc-5def-8123-456789abcdef}")]
    [InlineData("123456789abc5def8123456789abcdef")]
    [InlineData(" 12345678-9abc-5def-8123-456789abcdef")]
    [InlineData("12345678-9abc-5def-8123-456789abcdeg")]
    public void Only_the_form_that_clients_are_given_is_a_number(string text)
    {
        Assert.False(RoomNumber.TryParse(text, out var number));
        Assert.Equal(default, number);
    }
}
