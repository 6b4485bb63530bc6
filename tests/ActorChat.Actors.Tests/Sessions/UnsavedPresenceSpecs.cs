using ActorChat.Actors.Sessions;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class UnsavedPresenceSpecs
{
    private readonly UnsavedPresence _presence = new();

    [Fact]
    public void A_user_who_comes_and_leaves_between_two_saves_only_left()
    {
        _presence.Came(Alice);
        _presence.Left(Alice, 5);
        var changes = _presence.Take();
        Assert.Empty(changes.Came);
        Assert.Equal([new(Alice, 5)], changes.Left);
    }

    [Fact]
    public void A_user_who_leaves_and_comes_between_two_saves_only_came()
    {
        _presence.Left(Alice, 5);
        _presence.Came(Alice);
        Assert.Equal([Alice], _presence.Take().Came);
        Assert.Empty(_presence.Take().Left);
        Assert.Null(_presence.LeftAt(Alice));
    }

    [Fact]
    public void Changes_during_a_save_are_for_the_next_save()
    {
        _presence.Came(Alice);
        _presence.Left(Bob, 5);
        _presence.Left(Carol, 6);
        var changes = _presence.Take();
        _presence.Left(Alice, 7);
        _presence.Came(Bob);
        _presence.Came(Carol);
        _presence.Left(Carol, 8);
        _presence.Saved(changes);
        var next = _presence.Take();
        Assert.Equal([Bob], next.Came);
        Assert.Equal([new(Alice, 7), new(Carol, 8)], next.Left.OrderBy(left => left.Value));
        Assert.Null(_presence.LeftAt(Bob));
        Assert.Equal(8, _presence.LeftAt(Carol));
    }

    [Fact]
    public void Nothing_is_dropped_before_it_was_saved_and_a_users_leaving_is_known_until_the_save_after()
    {
        _presence.Left(Alice, 5);
        _presence.Take();
        Assert.False(_presence.IsEmpty);
        _presence.Saved(_presence.Take());
        Assert.True(_presence.IsEmpty);
        Assert.Equal(5, _presence.LeftAt(Alice));
        _presence.Saved(_presence.Take());
        Assert.Null(_presence.LeftAt(Alice));
    }
}
