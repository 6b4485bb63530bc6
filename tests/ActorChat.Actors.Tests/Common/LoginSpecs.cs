using System.Text;
using ActorChat.Actors.Common;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Common;

public sealed class LoginSpecs
{
    [Theory]
    [InlineData("alice")]
    [InlineData("A")]
    [InlineData("a_b.c-d@e+f")]
    [InlineData("Мария")]
    [InlineData("李雷")]
    [InlineData("مريم٣")]
    [InlineData("हिन्दी")]
    [InlineData("\U00010400\U00010428")]
    [InlineData("_")]
    public void Letters_and_digits_of_any_script_make_a_login(string text)
    {
        Assert.True(Login.TryParse(text, 64, out var login));
        Assert.Equal(text, login.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("a\u0000")]
    [InlineData("a\nb")]
    [InlineData("😀")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u202Eb")]
    [InlineData("\u0301a")]
    [InlineData("_\u0301")]
    public void Anything_else_is_no_login(string? text) => Assert.False(Login.TryParse(text, 64, out _));

    [Fact]
    public void A_lone_surrogate_is_no_login()
    {
        // Written as numbers: a test's display name cannot hold half a character.
        Assert.False(Login.TryParse(new string(['a', (char)0xD800]), 64, out _));
        Assert.False(Login.TryParse(new string([(char)0xDC00, 'a']), 64, out _));
        Assert.False(Login.TryParse(new string([(char)0xDC28, (char)0xD801]), 64, out _));
    }

    [Fact]
    public void Composed_and_decomposed_spellings_are_the_same_login()
    {
        Assert.True(Login.TryParse("Re\u0301ne\u0301", 64, out var decomposed));
        Assert.True(Login.TryParse("Réné", 64, out var composed));
        Assert.Equal(composed, decomposed);
        Assert.Equal("Réné", decomposed.Name);
    }

    [Theory]
    [InlineData("alice", "ALICE")]
    [InlineData("Жанна", "жАННА")]
    [InlineData("σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("\U00010428", "\U00010400")]
    public void Case_alone_makes_no_other_login(string one, string other)
    {
        var (first, second) = (Data.ALogin(one), Data.ALogin(other));
        Assert.True(first == second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal(first.Key, second.Key);
    }

    [Fact]
    public void Each_login_keeps_the_spelling_it_was_made_with()
    {
        Assert.Equal("AlIcE", Data.ALogin("AlIcE").Name);
        Assert.Equal("AlIcE", Data.ALogin("AlIcE").ToString());
        Assert.Equal("alice", Data.ALogin("AlIcE").Key);
    }

    [Fact]
    public void Different_names_are_different_logins()
    {
        Assert.True(Data.ALogin("alice") != Data.ALogin("alicia"));
        Assert.False(Data.ALogin("alice").Equals("alice"));
        Assert.NotEqual(default, Data.ALogin("alice"));
    }

    [Fact]
    public void The_limit_counts_code_points_not_their_storage()
    {
        Assert.True(Login.TryParse(string.Concat(Enumerable.Repeat("\U00010400", 64)), 64, out _));
        Assert.False(Login.TryParse(string.Concat(Enumerable.Repeat("\U00010400", 65)), 64, out _));
        Assert.True(Login.TryParse(new string('a', 64), 64, out _));
        Assert.False(Login.TryParse(new string('a', 65), 64, out _));
    }

    [Fact]
    public void The_limit_counts_what_is_stored_not_what_was_sent()
    {
        var sent = string.Concat(Enumerable.Repeat("e\u0301", 64));
        Assert.True(Login.TryParse(sent, 64, out var login));
        Assert.Equal(64, login.Name.Length);
    }

    [Fact]
    public void The_key_that_counts_a_login_is_small_however_long_the_login_is()
    {
        Assert.Equal(Data.ALogin("alice"), Data.ALogin("alice").ForCounting());
        Assert.True(Login.TryParse(new string('a', 1000), 1024, out var one));
        Assert.True(Login.TryParse(new string('a', 999), 1024, out var other));
        Assert.Equal(64, one.ForCounting().Key.Length);
        Assert.Equal(one.ForCounting(), one.ForCounting());
        Assert.NotEqual(one.ForCounting(), other.ForCounting());
        Assert.Equal(default, default(Login).ForCounting());
    }

    [Fact]
    public void A_text_far_too_long_is_not_a_login_whatever_it_holds() => Assert.False(Login.TryParse(new string('a', 10_000_000), 64, out _));

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public bool A_login_read_from_storage_is_the_login_that_was_stored(Login login) =>
        Login.FromStored(login.Name) == login && Login.FromStored(login.Name).Name == login.Name && Login.FromStored(login.Key) == login;

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public bool A_login_is_normalised_once_and_for_all(Login login) =>
        login.Name.IsNormalized() && login.Key.IsNormalized() && Login.TryParse(login.Name, 64, out var again) && again.Name == login.Name;

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public bool No_login_holds_the_separator_of_room_tokens(Login login) => !login.Name.Contains(':') && !login.Key.Contains(':');
}
