using ActorChat.Settings;

namespace ActorChat.Actors.Tests.Common;

/// <summary>Where things are in a HOCON text.</summary>
public sealed class HoconTextSpecs
{
    [Theory]
    [InlineData("a { b = 1", "line 1, column 3: { is not closed")]
    [InlineData("a { b = 1\n}}", "line 2, column 2: } closes nothing")]
    [InlineData("a = [1, 2\n}", "line 2, column 1: } closes nothing")]
    [InlineData("a = 1\n]", "line 2, column 1: ] closes nothing")]
    [InlineData("a = [1, [2]", "line 1, column 5: [ is not closed")]
    [InlineData("a = \"x\nb = 2", "line 1, column 5: a string is not closed")]
    [InlineData("a = \"\"\"x\ny", "line 1, column 5: a string is not closed")]
    [InlineData("a {\n  b 1\n}", "line 2, column 3: b is not followed by = or {")]
    [InlineData("a {\n  b = 1\n  c\n}", "line 3, column 3: c is not followed by = or {")]
    [InlineData("a {\n  b =\n  c = 1\n}", "line 2, column 5: b has no value")]
    [InlineData("a = 1\n  b = # soon", "line 2, column 5: b has no value")]
    [InlineData("a { b = }", "line 1, column 5: there is no value")]
    [InlineData("a = 1\ninclude \"b.conf\"", "line 2, column 1: include is not read: write the settings themselves")]
    [InlineData("a = 1\n= 2", "line 2, column 1: = is not a key")]
    [InlineData("a = ${b\nc = 1", "line 1, column 5: ${ is not closed")]
    public void The_first_error_has_its_line_and_column(string hocon, string fault) => Assert.Equal(fault, HoconText.Read(hocon).Fault?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("# {{{ \"\n// }}}\na = \"}]\\\"{\"\nb = \"\"\"{\n\"\"\"\nc { d = [] }")]
    [InlineData("{ a { b : 1, c += 2 }, d = [1,\n 2\n] }")]
    [InlineData("a\n{\n  b =\n  {\n    c = [\n      { d = 1 }\n    ]\n  }\n}")]
    [InlineData("a.b = ${c} { d = 1 } # why\r\n\"x.y\" = 1\r\n")]
    [InlineData("a = 2 words // and a comment\nb = half # of it")]
    public void What_hocon_allows_has_no_error(string hocon) => Assert.Null(HoconText.Read(hocon).Fault);

    [Fact]
    public void Every_key_has_its_whole_path_and_its_place()
    {
        var keys = HoconText.Read("a.b {\n  \"c\" = 1, d : [1, 2]\n  e { f = \"}\" }\n}\ng = 2").Keys;
        Assert.Equal(["a.b 1:1", "a.b.c 2:3", "a.b.d 2:12", "a.b.e 3:3", "a.b.e.f 3:7", "g 5:1"], keys.Select(key => $"{key.Path} {key.Line}:{key.Column}"));
        Assert.Equal(["a.b", "a.b.e"], keys.Where(key => key.IsBlock).Select(key => key.Path));
    }

    [Fact]
    public void A_comment_belongs_to_the_key_below_it_unless_an_empty_line_is_between()
    {
        var keys = HoconText.Read("# of nothing\n\n# first\n# second\na = 1 # of the value\nb {\n  // inner\n  c = 1\n  # of nothing\n}\nd = 2").Keys;
        Assert.Equal(["a: first second", "b: ", "b.c: inner", "d: "], keys.Select(key => $"{key.Path}: {string.Join(' ', key.Comment)}"));
    }

    [Fact]
    public void Endless_brackets_are_an_error_and_no_crash() => Assert.NotNull(HoconText.Read(string.Concat(Enumerable.Repeat("a {", 100_000))).Fault);
}
