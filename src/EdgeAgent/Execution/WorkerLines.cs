using System.Globalization;
using System.Text;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>
/// Parser of the workers' line protocol (see README.md in this folder). It splits a byte stream into lines and parses them. A line
/// that is too long, not UTF-8 or unknown is counted and ignored. Not thread-safe.
/// </summary>
internal sealed class WorkerLines
{
    /// <summary>Longest line without its end, bytes; enough for any checkpoint.</summary>
    public const int MaxLine = 16 * 1024;

    private const int MaxMessage = 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _line = new byte[MaxLine];
    private int _length;
    private bool _overlong;

    /// <summary>Number of lines that could not be parsed.</summary>
    public int Malformed { get; private set; }

    /// <summary>Takes the next bytes; calls <paramref name="said"/> for each complete line.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, Action<WorkerLine> said)
    {
        foreach (byte b in bytes)
        {
            if (b == '\n') EndLine(said);
            else if (_length < MaxLine) _line[_length++] = b;
            else _overlong = true;
        }
    }

    /// <summary>The stream has ended; a last line without a line end is parsed, too.</summary>
    public void End(Action<WorkerLine> said)
    {
        if (_length > 0) EndLine(said);
    }

    private void EndLine(Action<WorkerLine> said)
    {
        WorkerLine? line = _overlong ? null : Parse(_line.AsSpan(0, _length));
        bool blank = !_overlong && _length == 0;
        _length = 0;
        _overlong = false;
        if (line is not null) said(line);
        else if (!blank) Malformed++;
    }

    private static WorkerLine? Parse(ReadOnlySpan<byte> utf8)
    {
        string text;
        try
        {
            text = Strict.GetString(utf8).TrimEnd('\r');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        string[] parts = text.Split(' ', 2);
        string rest = parts.ElementAtOrDefault(1)?.Trim() ?? "";
        return parts[0] switch
        {
            "progress" => ParseProgress(rest),
            "message" => new WorkerLine.Remark(Shorten(rest)),
            "checkpoint" => new WorkerLine.Checkpoint(rest),
            "result" => new WorkerLine.Result(rest),
            "error" => ParseError(rest),
            "retry-after" when Seconds(rest, max: 365 * 86400) is { } s => new WorkerLine.RetryAfter(s),
            "retry-after" => null,
            _ => null,
        };
    }

    private static WorkerLine.Progress? ParseProgress(string rest)
    {
        string[] parts = rest.Split(' ', 2);
        if (Number(parts[0]) is { } percent and >= 0 and <= 100)
        {
            return new WorkerLine.Progress(percent, parts.Length > 1 ? Shorten(parts[1]) : null);
        }

        return null;
    }

    private static WorkerLine.Error? ParseError(string rest)
    {
        string[] parts = rest.Split(' ', 2);
        if (WireNames.TryParse(parts[0], out ErrorCategory category))
        {
            return new WorkerLine.Error(category, Shorten(parts[^1]));
        }

        return null;
    }

    private static TimeSpan? Seconds(string text, double max)
    {
        if (Number(text) is { } seconds && seconds >= 0 && seconds <= max) return TimeSpan.FromSeconds(seconds);
        return null;
    }

    private static double? Number(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        return null;
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MaxMessage) return text;
        return text[..MaxMessage];
    }
}
