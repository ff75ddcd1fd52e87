using System.Globalization;
using System.Net;

namespace EdgeAgent.Simulation;

/// <summary>
/// Writes one self-contained page: the score of every trace beside both baselines, and per trace how good the forecast was, its whole span
/// at a glance and any two weeks of it hour by hour. The figures are plain SVG; the calendars are drawn by the page's own script from data
/// in it. Nothing is loaded from elsewhere, and no name from a file becomes markup.
/// </summary>
public static class HtmlReport
{
    public static void Write(TextWriter page, IReadOnlyList<ReportEntry> entries)
    {
        page.WriteLine("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>EdgeAgent simulation</title>");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.WriteLine("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline'\">");
        page.WriteLine("<style>\n" + Resource("report.css") + "</style></head><body><main>");
        page.WriteLine("<header><h1>When did the work run?</h1><p>Recorded charging, what was forecast of it, and where tasks ran. "
            + "Cost of a task = minutes on battery + " + ReportFigures.Number(entries.Count == 0 ? 0 : entries[0].Result.Objective.WaitCost, 2) + " × hours waited; less is better. "
            + "Where the harvest of a panel is known a minute counts by the share of the task's power that the battery gives (objective: energy); elsewhere it counts "
            + "while the site does not charge (objective: minutes).</p></header>");
        page.WriteLine("<noscript><p>The calendars are drawn by a script in this page; the figures are there without it.</p></noscript>");
        if (entries.Count > 1) ReportFigures.WriteOverview(page, entries);
        for (int i = 0; i < entries.Count; i++) WriteEntry(page, entries[i], i);
        page.WriteLine("</main><div id=\"tip\" hidden></div><script>\n" + Resource("report.js") + "</script></body></html>");
    }

    private static void WriteEntry(TextWriter page, ReportEntry e, int index)
    {
        Trace t = e.Result.Trace;
        string name = WebUtility.HtmlEncode(t.Name);
        page.WriteLine($"<section id=\"t{index}\"><h2>{name}</h2>");
        page.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">{Day(t.StartS)} to {Day(t.EndS)}, a row each {t.StepS / 60.0:0.#} min; it charged {ChargingShare(t):0} % of the known time; {e.Result.Tasks.Length} tasks; objective: {e.Result.Objective.Name}</p>"));
        page.WriteLine("<div class=\"figures\"><div class=\"wide\">");
        ReportFigures.WriteScores(page, e);
        page.WriteLine($"<p class=\"verdict\">{ReportVerdict.Of(e)}</p></div>");
        ReportFigures.WriteCalibration(page, e.Result.Forecast);
        page.WriteLine("</div>");
        page.WriteLine($"<div class=\"calendar\" role=\"group\" aria-label=\"calendar of {name}\"></div><script type=\"application/json\">");
        ReportData.Write(page, e);
        page.WriteLine("</script></section>");
    }

    private static string Day(long timeS) => DateTimeOffset.FromUnixTimeSeconds(timeS).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static double ChargingShare(Trace t)
    {
        long known = 0, charging = 0;
        for (int i = 0; i < t.Count; i++)
        {
            if (t.Charging[i] >= 0) known += t.SpanOf(i);
            if (t.Charging[i] == 1) charging += t.SpanOf(i);
        }

        if (known == 0) return 0;
        return 100.0 * charging / known;
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
