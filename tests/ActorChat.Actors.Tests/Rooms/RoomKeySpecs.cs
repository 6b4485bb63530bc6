using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Tests.Common;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomKeySpecs
{
    [Property(Arbitrary = [typeof(LoginGenerator)], MaxTest = 1000)]
    public bool The_order_of_the_two_logins_does_not_matter(Login one, Login other) =>
        one == other || (RoomKey.Of(one, other) is var key && RoomKey.Of(other, one) is var turned
            && key.Token == turned.Token && key.Number == turned.Number && key.Equals(turned) && key.First == turned.First);

    [Property(Arbitrary = [typeof(LoginGenerator)], MaxTest = 5000)]
    public bool Different_pairs_never_have_the_same_token_or_number(Login a, Login b, Login c, Login d)
    {
        if (a == b || c == d)
        {
            return true;
        }

        var (one, other) = (RoomKey.Of(a, b), RoomKey.Of(c, d));
        var same = (a == c && b == d) || (a == d && b == c);
        return (one.Token == other.Token) == same && (one.Number == other.Number) == same;
    }

    [Property(Arbitrary = [typeof(LoginGenerator)], MaxTest = 1000)]
    public bool A_token_can_be_taken_apart_in_one_way_only(Login one, Login other) =>
        one == other || (RoomKey.Of(one, other).Token.Split(RoomKey.Separator) is [var first, var second]
            && new HashSet<string> { first, second }.SetEquals([one.Key, other.Key]));

    [Property(Arbitrary = [typeof(LoginGenerator)], MaxTest = 1000)]
    public bool Another_spelling_of_the_logins_names_the_same_room(Login one, Login other) =>
        one == other || RoomKey.Of(one, other).Number == RoomKey.Of(Login.FromStored(other.Key), Login.FromStored(one.Key)).Number;

    [Theory]
    [InlineData("alice", "bob")]
    [InlineData("ALICE", "Bob")]
    [InlineData("Bob", "aLiCe")]
    public void Case_variants_name_the_same_room(string one, string other) =>
        Assert.Equal(Data.AliceAndBob, RoomKey.Of(Data.ALogin(one), Data.ALogin(other)));

    [Fact]
    public void Logins_that_would_run_into_each_other_do_not()
    {
        var rooms = new[] { ("ab", "c"), ("a", "bc"), ("a.b", "c"), ("a", "b.c"), ("a-", "b"), ("a", "-b") };
        Assert.Equal(rooms.Length, rooms.Select(pair => RoomKey.Of(Data.ALogin(pair.Item1), Data.ALogin(pair.Item2)).Number).Distinct().Count());
    }

    [Fact]
    public void A_user_has_no_dialog_with_oneself() =>
        Assert.Throws<ArgumentException>(() => RoomKey.Of(Data.ALogin("alice"), Data.ALogin("ALICE")));

    [Fact]
    public void Only_its_two_users_are_in_a_room()
    {
        var room = Data.AliceAndBob;
        Assert.True(room.Has(Data.ALogin("ALICE")) && room.Has(Data.Bob));
        Assert.False(room.Has(Data.Carol));
        Assert.Equal((Data.Bob, Data.Alice), (room.CompanionOf(Data.Alice), room.CompanionOf(Data.Bob)));
    }

    [Fact]
    public void A_number_is_a_version_5_uuid_of_rfc_9562()
    {
        var text = Data.AliceAndBob.Number.ToString();
        Assert.Equal('5', text[14]);
        Assert.Contains(text[19], "89ab");
    }

    /// <summary>Every deployment has these in its tables and in its clients' links.</summary>
    [Theory]
    [InlineData("alice", "bob", "cd64ace9-633e-58d2-936d-150f58c56dcf")]
    [InlineData("Мария", "李雷", "79ae6422-ae3e-592a-9e43-5074d0a94173")]
    [InlineData("\U00010400", "a+b@c.d", "edc78d39-c65a-5d61-8921-4f0fa4e98ab4")]
    public void Stored_numbers_never_change(string one, string other, string number) =>
        Assert.Equal(number, RoomKey.Of(Data.ALogin(one), Data.ALogin(other)).Number.ToString());
}
