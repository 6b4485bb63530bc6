using ActorChat.Actors.Sessions;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class TypingSignsSpecs
{
    [Fact]
    public void The_timeout_of_an_old_sign_does_not_end_a_newer_one()
    {
        var signs = new TypingSigns(5);
        var old = signs.Set(AliceAndBob.Number);
        signs.Clear(AliceAndBob.Number);
        var newer = signs.Set(AliceAndBob.Number);
        Assert.False(signs.Clear(AliceAndBob.Number, old!.Value));
        Assert.True(signs.Clear(AliceAndBob.Number, newer!.Value));
        Assert.Empty(signs.Rooms);
    }

    [Fact]
    public void A_cleared_sign_is_not_cleared_again()
    {
        var signs = new TypingSigns(5);
        var turn = signs.Set(AliceAndBob.Number);
        signs.Clear(AliceAndBob.Number);
        Assert.False(signs.Clear(AliceAndBob.Number, turn!.Value));
    }

    [Fact]
    public void No_more_rooms_are_remembered_than_may_be()
    {
        var signs = new TypingSigns(1);
        Assert.NotNull(signs.Set(AliceAndBob.Number));
        Assert.Null(signs.Set(default));
        Assert.NotNull(signs.Set(AliceAndBob.Number));
    }
}
