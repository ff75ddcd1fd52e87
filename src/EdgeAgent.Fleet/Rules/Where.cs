using System.Globalization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// A filter such as <c>soc_pct&gt;60 and (mode==full or not charging==charging)</c>. A comparison with a fact that the device never reported is
/// null, which <c>and</c>, <c>or</c> and <c>not</c> treat as SQL does, so that no device is selected by a fact that is not known.
/// </summary>
internal sealed class Where
{
    private const int DeepestNesting = 32;
    private readonly List<WhereToken> _tokens;
    private readonly int _end;
    private int _next;
    private int _depth;

    private Where(List<WhereToken> tokens, int end) => (_tokens, _end) = (tokens, end);

    /// <exception cref="FilterException">The filter cannot be read; names the position and, where there is one, the field.</exception>
    public static Func<DeviceFacts, bool> Parse(string text)
    {
        var reader = new Where(WhereTokens.Of(text), text.Length + 1);
        var condition = reader.Or();
        if (reader.Peek() is { } rest) throw new FilterException(rest.Position, $"'{rest.Text}': and, or, or the end is expected");
        return d => condition(d) == true;
    }

    private Func<DeviceFacts, bool?> Or()
    {
        var left = And();
        while (Takes("or"))
        {
            Func<DeviceFacts, bool?> first = left, second = And();
            left = d => first(d) | second(d);
        }

        return left;
    }

    private Func<DeviceFacts, bool?> And()
    {
        var left = Not();
        while (Takes("and"))
        {
            Func<DeviceFacts, bool?> first = left, second = Not();
            left = d => first(d) & second(d);
        }

        return left;
    }

    private Func<DeviceFacts, bool?> Not()
    {
        if (++_depth > DeepestNesting) throw new FilterException(Peek()?.Position ?? _end, $"nested more than {DeepestNesting} deep");
        var condition = Takes("not") ? Negated(Not()) : Primary();
        _depth--;
        return condition;
    }

    private static Func<DeviceFacts, bool?> Negated(Func<DeviceFacts, bool?> inner) => d => !inner(d);

    private Func<DeviceFacts, bool?> Primary()
    {
        if (!Takes("(")) return Comparison();
        var inner = Or();
        if (!Takes(")")) throw new FilterException(Peek()?.Position ?? _end, "')' is expected");
        return inner;
    }

    private Func<DeviceFacts, bool?> Comparison()
    {
        var name = Take("a field");
        if (name.IsQuoted || !DeviceField.All.TryGetValue(name.Text, out var field))
        {
            throw new FilterException(name.Position, $"'{name.Text}' is not a field; fields are {DeviceField.Names}");
        }

        var op = Take($"{field.Name}: one of == != < <= > >=");
        if (op.Text is not ("==" or "!=" or "<" or "<=" or ">" or ">=")) throw new FilterException(op.Position, $"{field.Name}: '{op.Text}' must be one of == != < <= > >=");
        var value = Take($"{field.Name}: a value");
        if (field.Number is { } number) return OfNumber(field.Name, number, op, value);
        return OfWord(field.Name, field.Text!, op, value);
    }

    private static Func<DeviceFacts, bool?> OfNumber(string name, Func<DeviceFacts, double?> read, WhereToken op, WhereToken value)
    {
        if (!double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double wanted) || !double.IsFinite(wanted))
        {
            throw new FilterException(value.Position, $"{name}: '{value.Text}' must be a number");
        }

        Func<double, bool> isMet = op.Text switch
        {
            "==" => v => v == wanted,
            "!=" => v => v != wanted,
            "<" => v => v < wanted,
            "<=" => v => v <= wanted,
            ">" => v => v > wanted,
            _ => v => v >= wanted,
        };
        return d =>
        {
            if (read(d) is { } reported) return isMet(reported);
            return null;
        };
    }

    private static Func<DeviceFacts, bool?> OfWord(string name, Func<DeviceFacts, string?> read, WhereToken op, WhereToken value) => op.Text switch
    {
        "==" => OfReported(read, word => word == value.Text),
        "!=" => OfReported(read, word => word != value.Text),
        _ => throw new FilterException(op.Position, $"{name}: '{op.Text}' compares numbers; a word takes == or !="),
    };

    // Null while the device has not reported the fact.
    private static Func<DeviceFacts, bool?> OfReported(Func<DeviceFacts, string?> read, Func<string, bool> isMet) => d =>
    {
        if (read(d) is { } reported) return isMet(reported);
        return null;
    };

    private WhereToken? Peek()
    {
        if (_next < _tokens.Count) return _tokens[_next];
        return null;
    }

    private bool Takes(string word)
    {
        if (Peek() is not { IsQuoted: false } token || token.Text != word) return false;
        _next++;
        return true;
    }

    private WhereToken Take(string expected)
    {
        if (Peek() is not { } token) throw new FilterException(_end, $"{expected} is expected");
        _next++;
        return token;
    }
}
