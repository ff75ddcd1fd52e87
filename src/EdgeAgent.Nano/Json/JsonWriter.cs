using System.Text;

namespace EdgeAgent.Nano.Json;

/// <summary>
/// Writes JSON into a fixed buffer. Text that does not fit is dropped, and <see cref="IsFull"/> is set. Numbers are written as scaled whole numbers, because the
/// framework's own conversion of doubles differs from .NET's.
/// </summary>
public sealed class JsonWriter
{
    private static readonly long[] Scales = { 1, 10, 100, 1000, 10000 };
    private const string Digits = "0123456789abcdef";

    private readonly byte[] _buffer;
    private readonly int _end;
    private int _at;
    private bool _needsComma;

    public JsonWriter(byte[] buffer)
    {
        _buffer = buffer;
        _end = buffer.Length;
    }

    public int Position => _at;

    /// <summary>Text did not fit: the document is incomplete.</summary>
    public bool IsFull { get; private set; }

    public void Start(int at)
    {
        _at = at;
        _needsComma = false;
        IsFull = false;
    }

    /// <summary>A copy of what was written from a place on.</summary>
    public byte[] Copy(int from)
    {
        byte[] copy = new byte[_at - from];
        for (int i = 0; i < copy.Length; i++) copy[i] = _buffer[from + i];
        return copy;
    }

    public void Open(char bracket)
    {
        Comma();
        Put(bracket);
        _needsComma = false;
    }

    public void Close(char bracket)
    {
        Put(bracket);
        _needsComma = true;
    }

    public void Name(string name)
    {
        Text(name);
        Put(':');
        _needsComma = false;
    }

    /// <summary>Opens an object or an array under a name.</summary>
    public void Open(string name, char bracket)
    {
        Name(name);
        Open(bracket);
    }

    public void Text(string value)
    {
        Comma();
        Put('"');
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        for (int i = 0; i < utf8.Length; i++) Escaped(utf8[i]);
        Put('"');
        _needsComma = true;
    }

    /// <summary>Null is left out.</summary>
    public void Text(string name, string value)
    {
        if (value == null) return;
        Name(name);
        Text(value);
    }

    public void Whole(long value)
    {
        Comma();
        Plain(value);
        _needsComma = true;
    }

    public void Whole(string name, long value)
    {
        Name(name);
        Whole(value);
    }

    public void Flag(string name, bool value)
    {
        Name(name);
        Comma();
        Ascii(value ? "true" : "false");
        _needsComma = true;
    }

    /// <summary>A number rounded to 0 to 4 decimals; NaN as null. Up to 9e14 in size.</summary>
    public void Number(double value, int decimals)
    {
        Comma();
        _needsComma = true;
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            Ascii("null");
            return;
        }

        double size = value < 0 ? -value : value;
        long scale = Scales[decimals], scaled = (long)(size * scale + 0.5);
        if (value < 0 && scaled > 0) Put('-');
        Plain(scaled / scale); // divisor: from the table of scales
        long rest = scaled % scale; // divisor: from the table of scales
        if (rest == 0) return;
        Put('.');
        for (scale /= 10; rest > 0; scale /= 10)
        {
            Put(Digits[(int)(rest / scale)]); // divisor: no rest is left before the scale is 0
            rest %= scale;
        }
    }

    /// <summary>NaN is left out.</summary>
    public void Number(string name, double value, int decimals)
    {
        if (double.IsNaN(value)) return;
        Name(name);
        Number(value, decimals);
    }

    /// <summary>A moment, ms since 1970 UTC; 0 is left out.</summary>
    public void Instant(string name, long utcMs)
    {
        if (utcMs <= 0) return;
        Name(name);
        Text(Nano.Json.Instant.Format(utcMs));
    }

    public void Hex(string name, byte[] value)
    {
        Name(name);
        Comma();
        Put('"');
        for (int i = 0; i < value.Length; i++)
        {
            Put(Digits[value[i] >> 4]);
            Put(Digits[value[i] & 15]);
        }

        Put('"');
        _needsComma = true;
    }

    /// <summary>Bytes that are JSON already; null or none are left out.</summary>
    public void Raw(string name, byte[] json)
    {
        if (json == null || json.Length == 0) return;
        Name(name);
        Comma();
        for (int i = 0; i < json.Length; i++) Put(json[i]);
        _needsComma = true;
    }

    private void Comma()
    {
        if (_needsComma) Put(',');
        _needsComma = false;
    }

    private void Plain(long value)
    {
        if (value < 0)
        {
            Put('-');
            value = -value;
        }

        long divisor = 1;
        while (value / divisor >= 10) divisor *= 10; // divisor: starts at 1 and grows
        for (; divisor > 0; divisor /= 10) Put(Digits[(int)(value / divisor % 10)]);
    }

    private void Escaped(byte value)
    {
        if (value == '"' || value == '\\')
        {
            Put('\\');
            Put(value);
        }
        else if (value < 0x20)
        {
            Ascii("\\u00");
            Put(Digits[value >> 4]);
            Put(Digits[value & 15]);
        }
        else
        {
            Put(value);
        }
    }

    private void Ascii(string text)
    {
        for (int i = 0; i < text.Length; i++) Put(text[i]);
    }

    private void Put(char value) => Put((byte)value);

    private void Put(byte value)
    {
        if (_at < _end) _buffer[_at++] = value;
        else IsFull = true;
    }
}
