using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;

namespace ActorChat.Actors.Tests.Logins;

public sealed class NewLoginSpecs
{
    [Theory]
    [InlineData("alice")]
    [InlineData("O.Brien-42")]
    [InlineData("a+b@c_d")]
    [InlineData("_")]
    [InlineData("...")]
    [InlineData("Zoë")]
    [InlineData("Nguyễn")]
    [InlineData("straße")]
    [InlineData("İbrahim")]
    [InlineData("Łukasz")]
    [InlineData("Мария")]
    [InlineData("Ґалаґан")]
    [InlineData("Ζωή")]
    [InlineData("ოქროს")]
    [InlineData("Հայկ")]
    [InlineData("李雷")]
    [InlineData("李雷Lee2")]
    [InlineData("やまだタロウ山田")]
    [InlineData("김철수kim")]
    [InlineData("ㄅㄆ李")]
    [InlineData("हिन्दी")]
    [InlineData("বাংলা")]
    [InlineData("தமிழ்")]
    [InlineData("ไทย")]
    [InlineData("မြန်မာ")]
    [InlineData("བོད")]
    [InlineData("ខ្មែរ")]
    [InlineData("مريم٣")]
    [InlineData("شیرین_۷")]
    [InlineData("שלום123")]
    [InlineData("ᏣᎳᎩ")]
    [InlineData("ᠮᠣᠩᠭᠣᠯ")]
    [InlineData("\U00010400\U00010428")]
    public void People_register_the_names_of_their_languages(string text)
    {
        Assert.Null(NewLogin.ProblemOf(text, 64, out var login));
        Assert.Equal(text, login.Name);
    }

    [Theory]
    [InlineData("combining grapheme joiner", "boss\u034F")]
    [InlineData("variation selector 16", "boss\uFE0F")]
    [InlineData("variation selector 17", "boss\U000E0100")]
    [InlineData("Hangul filler", "boss\u3164")]
    [InlineData("Hangul filler alone", "\u3164")]
    [InlineData("leading consonant filler", "boss\u115F")]
    [InlineData("vowel filler", "boss\u1160")]
    [InlineData("half-width filler", "boss\uFFA0")]
    [InlineData("Khmer inherent vowel", "boss\u17B4")]
    [InlineData("Khmer inherent vowel in Khmer", "ខ\u17B5")]
    [InlineData("Mongolian variation selector", "ᠮ\u180B")]
    [InlineData("Mongolian variation selector 4", "ᠮ\u180F")]
    [InlineData("Khitan filler", "\U00018B00\U00016FE4")]
    [InlineData("Duployan selector", "\U0001BC00\U0001BC9D")]
    [InlineData("zero width space", "boss\u200B")]
    [InlineData("zero width joiner", "boss\u200D")]
    [InlineData("zero width non-joiner", "شی\u200Cرین")]
    [InlineData("soft hyphen", "bo\u00ADss")]
    [InlineData("tag", "boss\U000E0061")]
    [InlineData("right-to-left override", "boss\u202E")]
    public void An_invisible_character_is_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData("full width", "\uFF42\uFF4F\uFF53\uFF53")]
    [InlineData("half-width Katakana", "\uFF76\uFF85")]
    [InlineData("mathematical bold", "\U0001D41B\U0001D428\U0001D42C\U0001D42C")]
    [InlineData("ligature", "\uFB01sh")]
    [InlineData("superscript", "bos\u02E2")]
    [InlineData("Roman numeral", "henry\u2167")]
    [InlineData("Kelvin sign is a K by NFC, long s stays", "bo\u017Fs")]
    [InlineData("Arabic presentation form", "\uFE8D\uFEE0")]
    [InlineData("Hebrew wide form", "\uFB21\uFB22")]
    [InlineData("conjoining Jamo", "\u1100\u1161\u11A8\u1100")]
    [InlineData("digraph", "\u01C6ep")]
    public void A_character_that_stands_for_others_is_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData("Cyrillic o in Latin", "b\u043Ess")]
    [InlineData("Cyrillic a in Latin", "\u0430lice")]
    [InlineData("Greek o in Latin", "b\u03BFss")]
    [InlineData("Armenian in Latin", "b\u0585ss")]
    [InlineData("Cherokee in Latin", "\u13A0lice")]
    [InlineData("Latin in Cyrillic", "М\u0061рия")]
    [InlineData("Hebrew and Arabic", "שם\u0645")]
    [InlineData("Katakana and Hangul", "タ김")]
    [InlineData("Bopomofo and Hiragana", "ㄅや")]
    [InlineData("Cyrillic and Han", "М李")]
    [InlineData("Latin with a Devanagari mark", "bos\u0902s")]
    [InlineData("Latin with a Hebrew point", "bo\u05B9ss")]
    [InlineData("Latin letter and Arabic digit", "boss\u0663")]
    public void Scripts_that_are_not_written_together_are_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData("two kinds of Arabic digits", "مريم٣۷")]
    [InlineData("European and Arabic digits", "مريم٣3")]
    [InlineData("European and Devanagari digits", "हिन्दी१2")]
    public void Digits_of_two_kinds_are_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData("begins with a digit", "1שלום")]
    [InlineData("begins with a sign", "_שלום")]
    [InlineData("ends with a sign", "שלום-")]
    [InlineData("begins with an Arabic digit", "٣مريم")]
    [InlineData("left-to-right letters behind", "שלוםab")]
    public void A_login_that_can_be_read_in_two_directions_is_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData("forty marks", 40, "\u0301")]
    [InlineData("the same mark twice", 2, "\u0301")]
    [InlineData("five marks", 1, "\u0301\u0300\u0302\u0303\u0304")]
    [InlineData("marks that compose", 25, "\u0323\u0307")]
    public void Few_marks_stand_on_a_letter(string what, int times, string marks) =>
        Assert.True(NewLogin.ProblemOf($"b{string.Concat(Enumerable.Repeat(marks, times))}oss", 64, out _) is not null, what);

    [Theory]
    [InlineData("i\u0307van")]
    [InlineData("\u0131\u0307van")]
    [InlineData("j\u0307an")]
    [InlineData("\u0456\u0307ван")]
    public void An_invisible_dot_is_refused(string text) => Assert.NotNull(NewLogin.ProblemOf(text, 64, out _));

    [Theory]
    [InlineData("tatweel", "مر\u0640يم")]
    [InlineData("Katakana middle dot", "タ\u30FBロウ")]
    [InlineData("unassigned", "a\u0378")]
    [InlineData("phonetic", "\u0299oss")]
    public void A_character_that_is_not_for_names_is_refused(string what, string text) => Assert.True(NewLogin.ProblemOf(text, 64, out _) is not null, what);

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void Logins_that_a_path_cannot_hold_are_refused_when_new_and_still_found(string text)
    {
        Assert.NotNull(NewLogin.ProblemOf(text, 64, out _));
        Assert.True(Login.TryParse(text, 64, out var login));
        Assert.Equal(text, login.Key);
    }

    [Fact]
    public void The_limit_is_for_new_ones()
    {
        Assert.Null(NewLogin.ProblemOf(new string('a', 5), 5, out _));
        Assert.NotNull(NewLogin.ProblemOf(new string('a', 6), 5, out _));
        Assert.NotNull(NewLogin.ProblemOf(null, 5, out _));
        Assert.NotNull(NewLogin.ProblemOf("", 5, out _));
    }
}
