using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Draws when each task of a plan runs, as bars on a time axis that begins now.</summary>
internal sealed class PlanChart
{
    private const int Columns = 36;
    private const int LabelEvery = 12;
    private const char Bar = '█';

    // Lengths of the axis; the shortest one that shows all planned runs is used.
    private static readonly TimeSpan[] Spans = [TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24), TimeSpan.FromHours(48), TimeSpan.FromDays(7)];

    private readonly HumanTime _time;
    private readonly TimeSpan _span;

    public PlanChart(IEnumerable<JsonElement> tasks, HumanTime time)
    {
        _time = time;
        var last = tasks.Select(End).OfType<DateTimeOffset>().DefaultIfEmpty(time.Now).Max();
        _span = Spans.FirstOrDefault(s => time.Now + s >= last, Spans[^1]);
    }

    /// <summary>The times of the axis, the heading of the bars.</summary>
    public string Axis()
    {
        var labels = Enumerable.Range(0, Columns / LabelEvery).Select(i => Label(_time.Now + (_span * i / (Columns / LabelEvery))));
        return string.Concat(labels.Select(l => l.PadRight(LabelEvery))).TrimEnd();
    }

    /// <summary>The bar of a task; empty when its time is unknown, an arrow when it is beyond the axis.</summary>
    public string Line(JsonElement task)
    {
        if (HumanTime.At(task, "planned_start") is not { } start) return "";
        int from = Column(start), to = Math.Max(from + 1, Column(End(task) ?? start));
        if (from >= Columns) return $"{new string('·', Columns - 1)}→";
        return new string('·', from) + new string(Bar, Math.Min(to, Columns) - from);
    }

    private static DateTimeOffset? End(JsonElement task) => HumanTime.At(task, "planned_end") ?? HumanTime.At(task, "planned_start");

    private int Column(DateTimeOffset at) => (int)Math.Clamp((at - _time.Now) / _span * Columns, 0, Columns);

    private string Label(DateTimeOffset at) => _time.Local(at).ToString(_span > TimeSpan.FromHours(24) ? "ddd HH:mm" : "HH:mm", CultureInfo.InvariantCulture);
}
