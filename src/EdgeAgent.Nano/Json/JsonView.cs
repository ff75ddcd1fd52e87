using System.Text;

namespace EdgeAgent.Nano.Json;

/// <summary>
/// A value inside a buffer of JSON, found by scanning the bytes; nothing is copied before it is requested. <see cref="Root"/> checks the whole text, so later scans
/// need no checks.
/// </summary>
public sealed class JsonView
{
    private const int MaxDepth = 8;

    private readonly byte[] _buffer;
    private readonly int _start;
    private readonly int _end;

    private JsonView(byte[] buffer, int start, int end)
    {
        _buffer = buffer;
        _start = start;
        _end = end;
    }

    public bool IsObject => _buffer[_start] == '{';

    public bool IsText => _buffer[_start] == '"';

    public bool IsFlag => _buffer[_start] == 't' || _buffer[_start] == 'f';

    public bool IsTrue => _buffer[_start] == 't';

    public bool IsNumber => _buffer[_start] == '-' || (_buffer[_start] >= '0' && _buffer[_start] <= '9');

    /// <summary>The value in the bytes; null when they are not JSON, are nested deeper than 8 levels, or other bytes follow.</summary>
    public static JsonView Root(byte[] buffer, int start, int count)
    {
        int end = start + count, first = Blank(buffer, start, end);
        int after = Skip(buffer, first, end, 0);
        return after < 0 || Blank(buffer, after, end) != end ? null : new JsonView(buffer, first, after);
    }

    /// <summary>A member of an object; null when it is absent or JSON null. Of several with one name the first.</summary>
    public JsonView Find(string name)
    {
        if (!IsObject) return null;
        int at = Blank(_buffer, _start + 1, _end);
        while (_buffer[at] != '}')
        {
            int nameEnd = Skip(_buffer, at, _end, 0);
            int value = Blank(_buffer, Blank(_buffer, nameEnd, _end) + 1, _end);
            int valueEnd = Skip(_buffer, value, _end, 0);
            if (Is(at, nameEnd, name)) return _buffer[value] == 'n' ? null : new JsonView(_buffer, value, valueEnd);
            at = Blank(_buffer, valueEnd, _end);
            if (_buffer[at] == ',') at = Blank(_buffer, at + 1, _end);
        }

        return null;
    }

    /// <summary>Text without its escapes; null when it is no text.</summary>
    public string Text()
    {
        if (!IsText) return null;
        byte[] utf8 = new byte[_end - _start];
        int count = 0;
        for (int i = _start + 1; i < _end - 1; i++)
        {
            if (_buffer[i] != '\\')
            {
                utf8[count++] = _buffer[i];
                continue;
            }

            i++;
            if (_buffer[i] != 'u') utf8[count++] = Unescaped(_buffer[i]);
            else count = Utf8(utf8, count, Unit(ref i));
        }

        return Encoding.UTF8.GetString(utf8, 0, count);
    }

    /// <summary>A number; NaN when it is none.</summary>
    public double Number()
    {
        if (!IsNumber) return double.NaN;
        int at = _start;
        bool isNegative = _buffer[at] == '-';
        if (isNegative) at++;
        double value = 0, scale = 1;
        for (; at < _end && IsDigit(_buffer[at]); at++) value = value * 10 + (_buffer[at] - '0');
        if (at < _end && _buffer[at] == '.')
        {
            for (at++; at < _end && IsDigit(_buffer[at]); at++)
            {
                value = value * 10 + (_buffer[at] - '0');
                scale *= 10;
            }
        }

        value = Scaled(value / scale, at); // divisor: 1 or a power of ten
        return isNegative ? -value : value;
    }

    /// <summary>A copy of the bytes of the value.</summary>
    public byte[] Raw()
    {
        byte[] raw = new byte[_end - _start];
        for (int i = 0; i < raw.Length; i++) raw[i] = _buffer[_start + i];
        return raw;
    }

    private double Scaled(double value, int at)
    {
        if (at >= _end) return value;
        bool isSmall = _buffer[++at] == '-';
        if (_buffer[at] == '-' || _buffer[at] == '+') at++;
        int exponent = 0;
        for (; at < _end && exponent < 400; at++) exponent = exponent * 10 + (_buffer[at] - '0');
        if (exponent > 300) return isSmall ? 0 : double.NaN;
        for (int i = 0; i < exponent; i++) value = isSmall ? value / 10 : value * 10;
        return value;
    }

    private bool Is(int at, int end, string name)
    {
        if (end - at - 2 != name.Length) return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (_buffer[at + 1 + i] != name[i]) return false;
        }

        return true;
    }

    private static byte Unescaped(byte letter)
    {
        switch (letter)
        {
            case (byte)'b': return 8;
            case (byte)'f': return 12;
            case (byte)'n': return 10;
            case (byte)'r': return 13;
            case (byte)'t': return 9;
            default: return letter;
        }
    }

    // The code point of an escape; after a high surrogate the following low one is read too.
    private int Unit(ref int at)
    {
        int unit = Hex4(at + 1);
        at += 4;
        if (unit < 0xD800 || unit > 0xDBFF || at + 6 >= _end || _buffer[at + 1] != '\\' || _buffer[at + 2] != 'u') return unit;
        int low = Hex4(at + 3);
        if (low < 0xDC00 || low > 0xDFFF) return unit;
        at += 6;
        return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }

    private int Hex4(int at)
    {
        int value = 0;
        for (int i = at; i < at + 4; i++) value = value * 16 + HexDigit(_buffer[i]);
        return value;
    }

    // A lone surrogate has no UTF-8; it becomes a question mark. The escape is never shorter than its UTF-8.
    private static int Utf8(byte[] utf8, int count, int point)
    {
        if (point >= 0xD800 && point <= 0xDFFF) point = '?';
        if (point < 0x80)
        {
            utf8[count++] = (byte)point;
        }
        else if (point < 0x800)
        {
            utf8[count++] = (byte)(0xC0 | (point >> 6));
            utf8[count++] = (byte)(0x80 | (point & 63));
        }
        else
        {
            if (point >= 0x10000)
            {
                utf8[count++] = (byte)(0xF0 | (point >> 18));
                utf8[count++] = (byte)(0x80 | ((point >> 12) & 63));
            }
            else
            {
                utf8[count++] = (byte)(0xE0 | (point >> 12));
            }

            utf8[count++] = (byte)(0x80 | ((point >> 6) & 63));
            utf8[count++] = (byte)(0x80 | (point & 63));
        }

        return count;
    }

    private static int HexDigit(byte c)
    {
        if (IsDigit(c)) return c - '0';
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static bool IsDigit(byte c) => c >= '0' && c <= '9';

    private static int Blank(byte[] b, int at, int end)
    {
        while (at >= 0 && at < end && (b[at] == ' ' || b[at] == '\t' || b[at] == '\n' || b[at] == '\r')) at++;
        return at;
    }

    // Index after the value that begins at a place; -1 when there is no whole one.
    private static int Skip(byte[] b, int at, int end, int depth)
    {
        if (at < 0 || at >= end || depth > MaxDepth) return -1;
        switch (b[at])
        {
            case (byte)'{': return SkipMany(b, at, end, depth, true);
            case (byte)'[': return SkipMany(b, at, end, depth, false);
            case (byte)'"': return SkipText(b, at, end);
            case (byte)'t': return Word(b, at, end, "true");
            case (byte)'f': return Word(b, at, end, "false");
            case (byte)'n': return Word(b, at, end, "null");
            default: return SkipNumber(b, at, end);
        }
    }

    private static int SkipMany(byte[] b, int at, int end, int depth, bool isObject)
    {
        byte close = (byte)(isObject ? '}' : ']');
        at = Blank(b, at + 1, end);
        if (at < end && b[at] == close) return at + 1;
        while (at < end)
        {
            if (isObject)
            {
                if (b[at] != '"') return -1;
                at = Blank(b, SkipText(b, at, end), end);
                if (at < 0 || at >= end || b[at] != ':') return -1;
                at = Blank(b, at + 1, end);
            }

            at = Blank(b, Skip(b, at, end, depth + 1), end);
            if (at < 0 || at >= end) return -1;
            if (b[at] == close) return at + 1;
            if (b[at] != ',') return -1;
            at = Blank(b, at + 1, end);
        }

        return -1;
    }

    private static int SkipText(byte[] b, int at, int end)
    {
        for (int i = at + 1; i < end; i++)
        {
            if (b[i] == '"') return i + 1;
            if (b[i] < 0x20) return -1;
            if (b[i] != '\\') continue;
            i++;
            if (i >= end || "\"\\/bfnrtu".IndexOf((char)b[i]) < 0) return -1;
            if (b[i] != 'u') continue;
            for (int k = 1; k <= 4; k++)
            {
                if (i + k >= end || HexDigit(b[i + k]) < 0) return -1;
            }

            i += 4;
        }

        return -1;
    }

    private static int SkipNumber(byte[] b, int at, int end)
    {
        if (b[at] == '-') at++;
        int first = at;
        while (at < end && IsDigit(b[at])) at++;
        if (at == first || (b[first] == '0' && at > first + 1)) return -1;
        if (at < end && b[at] == '.')
        {
            first = ++at;
            while (at < end && IsDigit(b[at])) at++;
            if (at == first) return -1;
        }

        if (at >= end || (b[at] | 0x20) != 'e') return at;
        at++;
        if (at < end && (b[at] == '+' || b[at] == '-')) at++;
        first = at;
        while (at < end && IsDigit(b[at])) at++;
        return at == first ? -1 : at;
    }

    private static int Word(byte[] b, int at, int end, string word)
    {
        if (at + word.Length > end) return -1;
        for (int i = 0; i < word.Length; i++)
        {
            if (b[at + i] != word[i]) return -1;
        }

        return at + word.Length;
    }
}
