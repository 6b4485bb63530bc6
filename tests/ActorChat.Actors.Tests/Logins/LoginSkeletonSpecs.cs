using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;

namespace ActorChat.Actors.Tests.Logins;

public sealed class LoginSkeletonSpecs
{
    [Theory]
    [InlineData("paypal", "paypa1")]
    [InlineData("paypal", "PayPaI")]
    [InlineData("boss", "b0ss")]
    [InlineData("boss", "BOSS")]
    [InlineData("modern", "modem")]
    [InlineData("scope", "\u0455\u0441\u043E\u0440\u0435")]
    [InlineData("AXIS", "\u0430\u0445\u0456\u0455")]
    [InlineData("boss", "\u0412\u041E\u0405\u0405")]
    [InlineData("PayPal", "PAYPA\u4E28")]
    [InlineData("a-b", "a\u30FCb")]
    [InlineData("a-b", "a\u4E00b")]
    [InlineData("boss", "\uA4D0\uA4F3\uA4E2\uA4E2")]
    [InlineData("maria", "mar\u0131a")]
    [InlineData("øre", "o\u0338re")]
    [InlineData("boss", "bo\u034Fss")]
    [InlineData("boss", "boss\uFE0F")]
    [InlineData("boss", "\uFF42\uFF4F\uFF53\uFF53")]
    [InlineData("boss", "\U0001D41B\U0001D428\U0001D42C\U0001D42C")]
    [InlineData("\u0391\u0392", "AB")]
    [InlineData("σίσυφος", "ΣΊΣΥΦΟΣ")]
    public void A_look_alike_in_some_case_has_one_of_the_logins_skeletons(string login, string other) =>
        Assert.True(LoginSkeleton.AllOf(Data.ALogin(login)).Has(LoginSkeleton.Of(other)));

    [Theory]
    [InlineData("alice", "alicia")]
    [InlineData("user1", "user2")]
    [InlineData("Zoe", "Zoë")]
    [InlineData("strasse", "straße")]
    [InlineData("mia", "mla2")]
    [InlineData("bill", "bili")]
    [InlineData("Мария", "Марія")]
    public void Different_names_look_different(string login, string other) =>
        Assert.False(LoginSkeleton.AllOf(Data.ALogin(login)).Has(LoginSkeleton.Of(other)));

    [Fact]
    public void The_skeleton_of_a_skeleton_is_itself_for_every_character()
    {
        foreach (var code in Enumerable.Range(1, 0x10FFFF).Where(code => code is not (>= 0xD800 and <= 0xDFFF) and not 0xFFFE))
        {
            var text = char.ConvertFromUtf32(code);
            if (Login.TryParse(text, 64, out _))
            {
                var skeleton = LoginSkeleton.Of(text);
                Assert.Equal(skeleton, LoginSkeleton.Of(skeleton));
            }
        }
    }

    [Fact]
    public void A_name_has_the_skeleton_of_its_decomposed_form() =>
        Assert.Equal(LoginSkeleton.Of("Réné"), LoginSkeleton.Of("Réné".Normalize(NormalizationForm.FormD)));
}
