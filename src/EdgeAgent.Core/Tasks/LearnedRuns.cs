using System.Buffers;
using System.Text.Json;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// What runs of each kind take, from the last ones: median and ninth decile of duration, median power. The last
/// <see cref="Window"/> runs of at most <see cref="MaxKinds"/> kinds are kept, so it follows a kind that changes and stays small. Not
/// thread-safe.
/// </summary>
public sealed class LearnedRuns
{
    /// <summary>Runs per kind that count.</summary>
    public const int Window = 32;

    /// <summary>Kinds that are remembered; the one not seen for longest makes room.</summary>
    public const int MaxKinds = 200;

    /// <summary>Power above idle of a run that nothing measured, W.</summary>
    public const double UnknownPowerW = 1.5;

    // Fewer say nothing about a spread.
    private const int Enough = 3;

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _clock;

    private sealed class Kind
    {
        public List<double> Seconds { get; } = [];
        public List<double> Watts { get; } = [];
        public long Seen { get; set; }
        public RunEstimate? Estimate { get; set; }
    }

    public IEnumerable<string> Kinds => _kinds.Keys;

    /// <summary>Notes a run that succeeded. Energy above idle, mWh; null when nothing measured it.</summary>
    public void Note(string kind, TimeSpan duration, double? energyMwh)
    {
        if (duration <= TimeSpan.Zero) return;
        if (!_kinds.TryGetValue(kind, out Kind? k))
        {
            if (_kinds.Count >= MaxKinds) _kinds.Remove(_kinds.MinBy(p => p.Value.Seen).Key);
            _kinds[kind] = k = new Kind();
        }

        k.Seen = ++_clock;
        Push(k.Seconds, duration.TotalSeconds);
        if (energyMwh is { } mwh && double.IsFinite(mwh) && mwh >= 0) Push(k.Watts, mwh / 1000 / duration.TotalHours);
        k.Estimate = EstimateOf(k);
    }

    /// <summary>Null until three runs were seen.</summary>
    public RunEstimate? Find(string kind) => _kinds.TryGetValue(kind, out Kind? k) ? k.Estimate : null;

    /// <summary>UTF-8 JSON: kind to its last durations (s) and powers (W).</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach ((string name, Kind kind) in _kinds.OrderBy(p => p.Value.Seen))
            {
                json.WriteStartObject(name);
                Write(json, "s", kind.Seconds);
                Write(json, "w", kind.Watts);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <c>Write</c> wrote; other bytes give an empty one, as nothing that matters is lost.</summary>
    public static LearnedRuns Read(ReadOnlySpan<byte> utf8)
    {
        var learned = new LearnedRuns();
        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray());
            foreach (JsonProperty p in document.RootElement.EnumerateObject().Take(MaxKinds))
            {
                var kind = new Kind { Seen = ++learned._clock };
                kind.Seconds.AddRange(Numbers(p.Value, "s"));
                kind.Watts.AddRange(Numbers(p.Value, "w"));
                kind.Estimate = EstimateOf(kind);
                learned._kinds[p.Name] = kind;
            }

            return learned;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new LearnedRuns();
        }
    }

    /// <summary>The <paramref name="q"/> quantile by linear interpolation between order statistics.</summary>
    public static double Quantile(IReadOnlyCollection<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        double at = q * (sorted.Length - 1);
        int low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }

    private static RunEstimate? EstimateOf(Kind kind)
    {
        if (kind.Seconds.Count < Enough) return null;
        double power = kind.Watts.Count > 0 ? Quantile(kind.Watts, .5) : UnknownPowerW;
        return new RunEstimate(TimeSpan.FromSeconds(Quantile(kind.Seconds, .5)), TimeSpan.FromSeconds(Quantile(kind.Seconds, .9)), power);
    }

    private static void Push(List<double> values, double value)
    {
        if (values.Count == Window) values.RemoveAt(0);
        values.Add(value);
    }

    private static void Write(Utf8JsonWriter json, string name, List<double> values)
    {
        json.WriteStartArray(name);
        foreach (double v in values) json.WriteNumberValue(Math.Round(v, 4));
        json.WriteEndArray();
    }

    private static IEnumerable<double> Numbers(JsonElement kind, string name) =>
        kind.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).Where(v => double.IsFinite(v) && v >= 0).TakeLast(Window);
}
