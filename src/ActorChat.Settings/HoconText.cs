namespace ActorChat.Settings;

/// <summary>
/// A HOCON text as its author sees it: where each key is, the comment above it, and the first error with its place. Akka's parser knows no places, and accepts
/// texts whose brackets do not match, where everything after the error silently belongs to another block.
/// </summary>
public sealed class HoconText
{
    private const int Deepest = 64;
    private const string Include = "include";
    private const string Triple = "\"\"\"";

    private readonly string _text;
    private readonly List<HoconKey> _keys = [];
    private List<string> _comment = [];
    private int _at;

    private HoconText(string text) => _text = text;

    /// <summary>The first error; null if there is none.</summary>
    public HoconFault? Fault { get; private set; }

    /// <summary>The keys in the order of the text, blocks before what is in them.</summary>
    public IReadOnlyList<HoconKey> Keys => _keys;

    public static HoconText Read(string text)
    {
        var read = new HoconText(text);
        try
        {
            read.ReadMembers("", opened: -1, depth: 0);
        }
        catch (FaultException fault)
        {
            var (line, column) = read.PlaceOf(fault.At);
            read.Fault = new HoconFault(line, column, fault.Message);
        }

        return read;
    }

    /// <summary>Keys with their values, up to the bracket that ends the block.</summary>
    /// <param name="path">The key of the block.</param>
    /// <param name="opened">Where its bracket is; negative for the whole text.</param>
    /// <param name="depth">Blocks and lists around it.</param>
    private void ReadMembers(string path, int opened, int depth)
    {
        while (true)
        {
            SkipBetween();
            switch (Next)
            {
                case '\0' when opened >= 0:
                    throw Wrong(opened, "{ is not closed");
                case '\0':
                    return;
                case '}' when opened >= 0:
                    _at++;
                    _comment = [];
                    return;
                case '}' or ']':
                    throw Wrong(_at, $"{Next} closes nothing");
                case '{' when path.Length == 0 && depth == 0:
                    ReadMembers("", _at++, depth + 1);
                    break;
                default:
                    ReadMember(path, depth);
                    break;
            }
        }
    }

    private void ReadMember(string path, int depth)
    {
        var (begins, comment) = (_at, _comment);
        _comment = [];
        var key = ReadKey();
        var whole = path.Length == 0 ? key : $"{path}.{key}";
        SkipBetween();
        if (Next == '{')
        {
            Add(whole, begins, comment, isBlock: true);
            ReadValue(whole, begins, depth);
            return;
        }

        if (Next == '+')
        {
            _at++;
        }

        if (Next is not ('=' or ':'))
        {
            throw Wrong(begins, key == Include ? $"{key} is not read: write the settings themselves" : $"{key} is not followed by = or {{");
        }

        var sign = _at++;
        if (!SkipOnLine())
        {
            SkipBetween();
            if (Next is not ('{' or '['))
            {
                throw Wrong(sign, $"{key} has no value");
            }
        }

        Add(whole, begins, comment, isBlock: Next == '{');
        ReadValue(whole, begins, depth);
    }

    private string ReadKey()
    {
        var begins = _at;
        while (Next is not ('\0' or '=' or ':' or '+' or '{' or '}' or '[' or ']' or ',' or '#' or '$') && !char.IsWhiteSpace(Next))
        {
            _at = Next == '"' ? EndOfString() : _at + 1;
        }

        var key = _text[begins.._at];
        return key.Length == 0 ? throw Wrong(_at, $"{Next} is not a key")
            : key is ['"', .., '"'] && !key.Contains('.', StringComparison.Ordinal) ? key[1..^1]
            : key;
    }

    /// <summary>A value: texts, blocks and lists, up to the end of the line, a comma or the bracket around it.</summary>
    private void ReadValue(string path, int key, int depth)
    {
        if (depth == Deepest)
        {
            throw Wrong(key, $"there are more than {Deepest} brackets around it");
        }

        for (var begins = _at; ;)
        {
            switch (Next)
            {
                case '{':
                    ReadMembers(path, _at++, depth + 1);
                    break;
                case '[':
                    ReadList(path, _at++, depth + 1);
                    break;
                case '"':
                    _at = EndOfString();
                    break;
                case '$' when _text.AsSpan(_at).StartsWith("${"):
                    _at = _text.AsSpan(_at).IndexOfAny('}', '\n') is var end and >= 0 && _text[_at + end] == '}' ? _at + end + 1 : throw Wrong(_at, "${ is not closed");
                    break;
                case '\0' or '\n' or ',' or '}' or ']' or '#':
                case '/' when _text.AsSpan(_at).StartsWith("//"):
                    if (_at == begins)
                    {
                        throw Wrong(key, "there is no value");
                    }

                    return;
                default:
                    _at++;
                    break;
            }
        }
    }

    private void ReadList(string path, int opened, int depth)
    {
        while (true)
        {
            SkipBetween();
            switch (Next)
            {
                case '\0':
                    throw Wrong(opened, "[ is not closed");
                case '}':
                    throw Wrong(_at, "} closes nothing");
                case ']':
                    _at++;
                    return;
                default:
                    ReadValue(path, _at, depth);
                    break;
            }
        }
    }

    /// <summary>The current character; 0 at the end.</summary>
    private char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Goes to the value of a key; false if there is none on its line.</summary>
    private bool SkipOnLine()
    {
        while (Next is ' ' or '\t' or '\r')
        {
            _at++;
        }

        return Next is not ('\0' or '\n' or '#') && !_text.AsSpan(_at).StartsWith("//");
    }

    /// <summary>Skips white space, commas and comments. Comments on lines of their own, with no empty line after them, belong to the key that follows.</summary>
    private void SkipBetween()
    {
        var isOwnLine = _at == 0 || _text[_at - 1] == '\n';
        for (var isEmpty = isOwnLine; ; _at++)
        {
            switch (Next)
            {
                case '\n':
                    if (isEmpty)
                    {
                        _comment = [];
                    }

                    (isOwnLine, isEmpty) = (true, true);
                    break;
                case '#':
                case '/' when _text.AsSpan(_at).StartsWith("//"):
                    var end = _text.AsSpan(_at).IndexOf('\n') is var length and >= 0 ? _at + length : _text.Length;
                    if (isOwnLine)
                    {
                        _comment.Add(_text[_at..end].TrimStart('#', '/').Trim());
                    }

                    _at = end - 1;
                    isEmpty = false;
                    break;
                case ',' or ' ' or '\t' or '\r':
                    break;
                default:
                    return;
            }
        }
    }

    private int EndOfString()
    {
        if (_text.AsSpan(_at).StartsWith(Triple))
        {
            return _text.IndexOf(Triple, _at + 3, StringComparison.Ordinal) is var closed and >= 0 ? closed + 3 : throw Wrong(_at, "a string is not closed");
        }

        for (var at = _at + 1; at < _text.Length && _text[at] != '\n'; at++)
        {
            if (_text[at] == '"')
            {
                return at + 1;
            }

            at += _text[at] == '\\' ? 1 : 0;
        }

        throw Wrong(_at, "a string is not closed");
    }

    private void Add(string path, int at, IReadOnlyList<string> comment, bool isBlock)
    {
        var (line, column) = PlaceOf(at);
        _keys.Add(new HoconKey(path, line, column, comment, isBlock));
    }

    private (int Line, int Column) PlaceOf(int at) => (_text.AsSpan(0, at).Count('\n') + 1, at - _text.AsSpan(0, at).LastIndexOf('\n'));

    /// <summary>An error that somebody else found at a position of a text.</summary>
    public static HoconFault FaultAt(string text, int at, string says)
    {
        var (line, column) = new HoconText(text).PlaceOf(Math.Clamp(at, 0, text.Length));
        return new HoconFault(line, column, says);
    }

    private static FaultException Wrong(int at, string says) => new(at, says);

    private sealed class FaultException(int at, string says) : Exception(says)
    {
        public int At { get; } = at;
    }
}

/// <summary>A key in a HOCON text.</summary>
/// <param name="Path">The whole key.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Comment">The lines of the comment above it.</param>
/// <param name="IsBlock">Whether its value is a block.</param>
public sealed record HoconKey(string Path, int Line, int Column, IReadOnlyList<string> Comment, bool IsBlock);

/// <summary>An error in a HOCON text.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Says">What is wrong.</param>
public sealed record HoconFault(int Line, int Column, string Says)
{
    public override string ToString() => $"line {Line}, column {Column}: {Says}";
}
