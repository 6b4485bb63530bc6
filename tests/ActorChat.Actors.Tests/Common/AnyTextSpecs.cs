using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;

namespace ActorChat.Actors.Tests.Common;

/// <summary>Any text in place of a login gets an answer, and never causes an exception.</summary>
public sealed class AnyTextSpecs
{
    [Fact]
    public void Every_character_and_half_of_one_alone_or_beside_letters_is_read_or_refused_and_nothing_is_thrown()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            // The numbers of surrogates stand for half characters here.
            var text = code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code);
            foreach (var written in new[] { text, $"a{text}", $"{text}a", $"é{text}\u0301", $"א{text}" })
            {
                Look(written);
            }
        }
    }

    [Fact]
    public void Code_points_that_are_not_characters_are_in_no_login()
    {
        int[] noCharacters = [0xFFFE, 0xFFFF, .. Enumerable.Range(0xFDD0, 32), .. Enumerable.Range(1, 16).SelectMany(plane => new[] { (plane << 16) + 0xFFFE, (plane << 16) + 0xFFFF })];
        foreach (var text in noCharacters.Select(char.ConvertFromUtf32))
        {
            Assert.All([text, $"a{text}", $"é{text}"], written => Assert.False(Login.TryParse(written, 64, out _)));
            Assert.Null(Login.KeyPrefix($"a{text}"));
        }
    }

    [Fact]
    public void A_text_of_any_length_is_read_or_refused()
    {
        Assert.True(Login.TryParse(string.Concat(Enumerable.Repeat("\U00010400", Login.MaxLength)), Login.MaxLength, out _));
        foreach (var piece in new[] { "a", "e\u0301", "\u0301", "\U00010400", "\uFFFE", "\uFDFA" })
        {
            Look(string.Concat(Enumerable.Repeat(piece, 10_000)));
        }
    }

    [Theory]
    [InlineData("Al", "al")]
    [InlineData("RE\u0301", "ré")]
    [InlineData("", "")]
    public void A_prefix_is_folded_as_the_keys_are(string prefix, string key) => Assert.Equal(key, Login.KeyPrefix(prefix));

    /// <summary>Everything that is done with a client's text. A text that is not a login is not a new login either.</summary>
    private static void Look(string text)
    {
        var isLogin = Login.TryParse(text, Login.MaxLength, out var login);
        var isNew = NewLogin.ProblemOf(text, Login.MaxLength, out _) is null;
        Assert.True(isLogin || !isNew);
        Login.KeyPrefix(text);
        if (isLogin)
        {
            Assert.True(login.Name.IsNormalized(NormalizationForm.FormC));
            Assert.NotEmpty(login.Key);
        }
    }
}
