using System.Globalization;
using System.Net;
using System.Text;

namespace EdgeAgent.Simulation;

/// <summary>One trace in the report: the policy that was asked for, both baselines, and the clairvoyant bound when it was asked for.</summary>
public sealed record ReportEntry(SimulationResult Result, SimulationResult RunNow, SimulationResult WhenCharging, double? ClairvoyantCost);

/// <summary>
/// Writes one self-contained page: per trace the score beside both baselines, and a calendar in which a row is a day: charging as the
/// background, the forecast made six hours before as a line, and what ran as bars. No script, nothing from elsewhere.
/// </summary>
public static class HtmlReport
{
    private const int MaxDays = 42;
    private const int Width = 960;
    private const int RowHeight = 26;

    public static void Write(TextWriter page, IReadOnlyList<ReportEntry> entries, double waitCost)
    {
        page.WriteLine("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>EdgeAgent simulation</title>");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>" + Style + "</style></head><body><main>");
        page.WriteLine("<h1>When did the work run?</h1><p class=\"lead\">Each row of a calendar is one local day, midnight to midnight. "
            + "<span class=\"key charge\"></span> it charged <span class=\"key gap\"></span> not recorded "
            + "<span class=\"key good\"></span> task on external power <span class=\"key bad\"></span> task on battery "
            + "<span class=\"key line\"></span> chance to charge as forecast six hours before.</p>");
        foreach (ReportEntry entry in entries) WriteEntry(page, entry, waitCost);
        page.WriteLine("</main></body></html>");
    }

    private static void WriteEntry(TextWriter page, ReportEntry e, double waitCost)
    {
        page.WriteLine($"<section><h2>{WebUtility.HtmlEncode(e.Result.Trace.Name)}</h2>");
        double worst = new[] { e.Result, e.RunNow, e.WhenCharging }.Max(r => r.Score.CostPerTask(r.Tasks.Length, waitCost));
        page.WriteLine("<table><thead><tr><th>policy</th><th>cost per task</th><th>on battery</th><th>waited</th><th>missed</th></tr></thead><tbody>");
        foreach (SimulationResult r in new[] { e.Result, e.WhenCharging, e.RunNow }) WriteScore(page, r, waitCost, worst, ReferenceEquals(r, e.Result));
        if (e.ClairvoyantCost is { } bound)
            page.WriteLine($"<tr class=\"bound\"><td>perfect foresight (bound)</td><td>{Bar(bound, worst)}{Number(bound, 1)} min</td><td></td><td></td><td></td></tr>");
        page.WriteLine("</tbody></table>");
        WriteForecast(page, e.Result);
        WriteCalendar(page, e.Result);
        page.WriteLine("</section>");
    }

    private static void WriteScore(TextWriter page, SimulationResult r, double waitCost, double worst, bool isMain)
    {
        double cost = r.Score.CostPerTask(r.Tasks.Length, waitCost);
        double share = r.Score.HeavyMin > 0 ? 100 * r.Score.HeavyMinOnBattery / r.Score.HeavyMin : 0;
        page.WriteLine($"<tr{(isMain ? " class=\"main\"" : "")}><td>{r.Policy.Replace('_', ' ')}</td><td>{Bar(cost, worst)}{Number(cost, 1)} min</td>"
            + $"<td>{Number(share, 1)} %</td><td>{Number(r.Score.MeanDelayH, 1)} h</td><td>{r.Score.Missed} of {r.Tasks.Length}</td></tr>");
    }

    private static string Bar(double value, double of) => $"<i style=\"width:{Number(of > 0 ? 120 * value / of : 0, 0)}px\"></i>";

    private static void WriteForecast(TextWriter page, SimulationResult r)
    {
        if (r.Forecast.Count == 0) return;
        page.Write("<p class=\"skill\">Forecast ");
        foreach (ForecastScore f in r.Forecast.Where(f => f.Count > 0))
            page.Write($"<span><b>{f.LeadH} h</b> skill {Number(f.Skill, 2)}, calibration error {Number(100 * f.Ece, 1)} %</span>");
        page.WriteLine("</p>");
    }

    // The newest weeks: there the forecaster has learned, and a page of a year would be too long to read.
    private static void WriteCalendar(TextWriter page, SimulationResult r)
    {
        Trace t = r.Trace;
        long lastDay = LocalDay(t, t.Count - 1), firstDay = Math.Max(LocalDay(t, 0), lastDay - MaxDays + 1);
        int rows = (int)(lastDay - firstDay + 1), height = rows * RowHeight + 24;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"-64 -20 {Width + 72} {height}\" role=\"img\" aria-label=\"calendar of charging, forecast and runs\">");
        for (int h = 0; h <= 24; h += 3)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"h\" x=\"{h * Width / 24}\" y=\"-6\">{h:00}</text><path class=\"grid\" d=\"M{h * Width / 24} 0V{rows * RowHeight}\"/>");
        for (long day = firstDay; day <= lastDay; day++)
        {
            DateTime date = DateTime.UnixEpoch.AddDays(day);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"d\" x=\"-8\" y=\"{(day - firstDay) * RowHeight + 16}\">{date:ddd d MMM}</text>");
        }

        AppendCharging(svg, t, firstDay);
        AppendForecast(svg, r, firstDay);
        AppendRuns(svg, r, firstDay);
        page.WriteLine(svg.Append("</svg>"));
    }

    private static void AppendCharging(StringBuilder svg, Trace t, long firstDay)
    {
        for (int i = 0; i < t.Count;)
        {
            int end = i + 1;
            while (end < t.Count && t.Charging[end] == t.Charging[i] && LocalDay(t, end) == LocalDay(t, i)) end++;
            if (t.Charging[i] != 0 && LocalDay(t, i) >= firstDay)
                AppendRect(svg, t, t.TimeOf(i), t.TimeOf(end), firstDay, t.Charging[i] == 1 ? "c" : "u", 1, RowHeight - 2, null);
            i = end;
        }
    }

    private static void AppendForecast(StringBuilder svg, SimulationResult r, long firstDay)
    {
        const long LeadS = 6 * 3600;
        long row = long.MinValue;
        foreach ((long timeS, double p) in r.SixHoursAhead)
        {
            long at = timeS + LeadS;
            if (at >= r.Trace.EndS) break;
            (long day, double x) = Place(r.Trace, at);
            if (day < firstDay) continue;
            if (row == long.MinValue) svg.Append("<path class=\"p\" d=\"");
            svg.Append(CultureInfo.InvariantCulture, $"{(day == row ? 'L' : 'M')}{x:0} {(day - firstDay) * RowHeight + 2 + (1 - p) * (RowHeight - 5):0.0}");
            row = day;
        }

        if (row != long.MinValue) svg.Append("\"/>");
    }

    private static void AppendRuns(StringBuilder svg, SimulationResult r, long firstDay)
    {
        Trace t = r.Trace;
        foreach (SimulatedTask task in r.Tasks)
        {
            foreach (Segment s in task.Segments)
            {
                for (long at = s.StartS; at < s.EndS;)
                {
                    int slot = t.SlotOf(at);
                    long end = Math.Min(s.EndS, Math.Max(at + 1, t.TimeOf(slot + 1)));
                    if (LocalDay(t, slot) >= firstDay) AppendRect(svg, t, at, end, firstDay, t.Charging[slot] == 1 ? "g" : "b", RowHeight - 9, 6, task);
                    at = end;
                }
            }
        }
    }

    private static void AppendRect(StringBuilder svg, Trace t, long from, long to, long firstDay, string kind, int top, int height, SimulatedTask? task)
    {
        (long day, double x) = Place(t, from);
        double width = Math.Min((to - from) / 86400.0 * Width, Width - x);
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{x:0.0}\" y=\"{(day - firstDay) * RowHeight + top}\" width=\"{width:0.0}\" height=\"{height}\"");
        if (task is null) svg.Append("/>");
        else svg.Append(CultureInfo.InvariantCulture, $"><title>{WebUtility.HtmlEncode(task.Id)}: due {ResultJson.Rfc3339(Math.Min(task.DeadlineS, 253402300799))}</title></rect>");
    }

    private static (long Day, double X) Place(Trace t, long timeS)
    {
        long local = timeS + t.OffsetMin[t.SlotOf(timeS)] * 60L;
        long day = local / 86400;
        return (day, (local - day * 86400) / 86400.0 * Width);
    }

    private static long LocalDay(Trace t, int slot) => (t.TimeOf(slot) + t.OffsetMin[slot] * 60L) / 86400;

    private static string Number(double value, int digits) => value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private const string Style = """
        :root{color-scheme:light dark;--bg:#fbfaf7;--ink:#22262b;--soft:#6d737b;--charge:#cfe8d5;--gap:#e4e2dc;--good:#1d7f46;--bad:#d9480f;--line:#3b5bdb;--rule:#0001}
        @media(prefers-color-scheme:dark){:root{--bg:#16191d;--ink:#e6e8ea;--soft:#98a0a8;--charge:#1f4030;--gap:#2a2d31;--good:#51cf84;--bad:#ff8042;--line:#91a7ff;--rule:#fff2}}
        body{background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:1080px;margin:0 auto;padding:32px 20px}
        h1{font-size:28px;margin:0 0 8px}h2{font-size:19px;margin:40px 0 12px}.lead,.skill{color:var(--soft)}.skill span{margin-right:20px}
        .key{display:inline-block;width:18px;height:10px;border-radius:2px;margin:0 2px 0 10px}.charge{background:var(--charge)}.gap{background:var(--gap)}.good{background:var(--good)}.bad{background:var(--bad)}.line{height:2px;background:var(--line);vertical-align:middle}
        table{border-collapse:collapse;width:100%}th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:4px 14px 4px 0;border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums}
        td i{display:inline-block;height:9px;background:var(--soft);border-radius:2px;margin-right:8px}.main td{font-weight:600}.main td i{background:var(--line)}.bound td{color:var(--soft)}
        svg{width:100%;height:auto;display:block}.h{font-size:10px;fill:var(--soft);text-anchor:middle}.d{font-size:10px;fill:var(--soft);text-anchor:end}.grid{stroke:var(--rule)}
        .c{fill:var(--charge)}.u{fill:var(--gap)}.g{fill:var(--good)}.b{fill:var(--bad)}.p{fill:none;stroke:var(--line);stroke-width:1.1}
        """;
}
