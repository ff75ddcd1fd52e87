using System.Globalization;
using System.Net;
using System.Text;

namespace EdgeAgent.Simulation;

/// <summary>The report's still figures as SVG: scores side by side, and how often what was forecast came true.</summary>
internal static class ReportFigures
{
    private const int Plot = 132;

    public static string Number(double value, int digits) =>
        value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>All traces on one scale: a mark for each policy, so that what was gained is a distance.</summary>
    public static void WriteOverview(TextWriter page, IReadOnlyList<ReportEntry> entries)
    {
        const int Left = 250, Width = 640, Row = 22, Top = 30;
        double most = NiceAbove(entries.Max(e => Costs(e).Max(c => c.Cost)));
        double X(double cost) => Left + Width * cost / most;
        var svg = new StringBuilder();
        int height = Top + Row * entries.Count + 12;
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"overview\" viewBox=\"0 0 {Left + Width + 40} {height}\" role=\"img\" aria-label=\"cost per task of each policy on each trace\">");
        for (int i = 0; i <= 4; i++)
        {
            double cost = most * i / 4;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{X(cost):0} {Top - 8}V{height - 8}\"/><text class=\"axis\" x=\"{X(cost):0}\" y=\"14\">{cost:0.##}{(i == 4 ? " min" : "")}</text>");
        }

        for (int i = 0; i < entries.Count; i++)
        {
            int y = Top + Row * i + Row / 2;
            var costs = Costs(entries[i]);
            svg.Append(CultureInfo.InvariantCulture, $"<a href=\"#t{i}\"><text class=\"name\" x=\"{Left - 14}\" y=\"{y + 4}\">{WebUtility.HtmlEncode(Short(entries[i].Result.Trace.Name))}</text></a>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"span\" d=\"M{X(costs.Min(c => c.Cost)):0.0} {y}H{X(costs.Max(c => c.Cost)):0.0}\"/>");
            foreach (var (kind, label, cost) in costs.Reverse())
            {
                svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{kind}\">{Mark(kind, X(cost), y)}<title>{label}: {cost:0.00} min</title></g>");
            }
        }

        page.WriteLine("<section><h2>Cost of a task, every trace</h2><p class=\"legend\">"
            + "<b class=\"main\">●</b> this policy <b class=\"wait\">●</b> when charging, else at the last moment <b class=\"now\">●</b> run now"
            + (entries.Any(e => e.ClairvoyantCost is not null) ? " <b class=\"bound\">❙</b> perfect foresight (no policy can be left of it)" : "") + "</p>");
        page.WriteLine(svg.Append("</svg></section>"));
    }

    /// <summary>The score of one trace as bars, with what it is made of.</summary>
    public static void WriteScores(TextWriter page, ReportEntry e)
    {
        double most = Costs(e).Max(c => c.Cost);
        bool hasBrownouts = Policies(e).Any(p => p.Result.Score.BrownoutMin > 0), byEnergy = e.Result.Objective.ByEnergy;
        string byMinutes = byEnergy ? "<th class=\"soft\">by minutes</th>" : "";
        page.WriteLine($"<table><thead><tr><th>policy</th><th>cost per task</th>{byMinutes}<th>on battery</th><th>waited</th><th>missed</th>"
            + (hasBrownouts ? "<th>lost in brown-outs</th>" : "") + "</tr></thead><tbody>");
        foreach (PolicyResult policy in Policies(e)) WriteScore(page, policy, most, hasBrownouts);
        if (e.ClairvoyantCost is { } bound)
        {
            int rest = 3;
            if (byEnergy) rest++;
            if (hasBrownouts) rest++;
            page.WriteLine($"<tr class=\"bound\"><td>perfect foresight</td><td>{Bar(bound, most)}{Number(bound, 1)} min</td><td colspan=\"{rest}\">bound</td></tr>");
        }

        page.WriteLine("</tbody></table>");
    }

    private static void WriteScore(TextWriter page, in PolicyResult policy, double most, bool hasBrownouts)
    {
        SimulationResult r = policy.Result;
        double cost = r.Objective.CostPerTask(r);
        double share = r.Score.HeavyMin > 0 ? 100 * r.Score.HeavyMinOnBattery / r.Score.HeavyMin : 0;
        string byMinutes = r.Objective.Other is { } other ? $"<td class=\"soft\">{Number(other.CostPerTask(r), 1)} min</td>" : "";
        string brownout = hasBrownouts ? $"<td>{Number(r.Score.BrownoutMin, 0)} min</td>" : "";
        page.WriteLine($"<tr class=\"{policy.Kind}\"><td>{policy.Label}</td><td>{Bar(cost, most)}{Number(cost, 1)} min</td>{byMinutes}<td>{Number(share, 1)} %</td>"
            + $"<td>{Number(r.Score.MeanDelayH, 1)} h</td><td>{r.Score.Missed}</td>{brownout}</tr>");
    }

    /// <summary>Per lead: forecast probability across, share of times that it came true up; the area of a dot is how often it was said.</summary>
    public static void WriteCalibration(TextWriter page, IReadOnlyList<ForecastScore> forecast)
    {
        if (!forecast.Any(f => f.Count > 0)) return;
        page.WriteLine("<div class=\"calibration\">");
        foreach (ForecastScore f in forecast.Where(f => f.Count > 0))
        {
            var svg = new StringBuilder();
            svg.Append(CultureInfo.InvariantCulture, $"<figure><svg viewBox=\"-26 -8 {Plot + 36} {Plot + 32}\" role=\"img\" aria-label=\"calibration {f.LeadH} h ahead\">");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"frame\" width=\"{Plot}\" height=\"{Plot}\"/><path class=\"ideal\" d=\"M0 {Plot}L{Plot} 0\"/>");
            foreach (int tick in new[] { 0, 50, 100 })
            {
                int at = Plot * tick / 100;
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{at}\" y=\"{Plot + 14}\">{tick}</text><text class=\"axis end\" x=\"-5\" y=\"{Plot - at + 4}\">{tick}</text>");
            }

            foreach (CalibrationBin b in f.Bins.Where(b => b.Count > 0))
            {
                double radius = 2 + 12 * Math.Sqrt((double)b.Count / f.Count);
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{Plot * b.MeanP:0.0}\" cy=\"{Plot * (1 - b.Rate):0.0}\" r=\"{radius:0.0}\"><title>said {100 * b.MeanP:0} %, came true {100 * b.Rate:0} % of {b.Count} times</title></circle>");
            }

            page.WriteLine(svg.Append(CultureInfo.InvariantCulture, $"</svg><figcaption><b>{f.LeadH} h ahead</b> skill {f.Skill:0.00}, off by {100 * f.Ece:0.0} points</figcaption></figure>"));
        }

        page.WriteLine("</div>");
    }

    // Do not list a baseline twice that was asked for by name.
    internal static PolicyResult[] Policies(ReportEntry e) =>
    [
        .. new[] { ("main", e.Result), ("wait", e.WhenCharging), ("now", e.RunNow) }
            .DistinctBy(p => p.Item2.Policy)
            .Select(p => new PolicyResult(p.Item1, p.Item2.Policy.Replace('_', ' '), p.Item2)),
    ];

    private static (string Kind, string Label, double Cost)[] Costs(ReportEntry e)
    {
        var costs = Policies(e).Select(p => (p.Kind, p.Label, p.Result.Objective.CostPerTask(p.Result)));
        return [.. e.ClairvoyantCost is { } bound ? costs.Append(("bound", "perfect foresight", bound)) : costs];
    }

    private static string Mark(string kind, double x, int y)
    {
        if (kind == "bound") return string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.0} {y - 7}v14\"/>");
        return string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.0}\" cy=\"{y}\" r=\"{(kind == "main" ? 5.5 : 4)}\"/>");
    }

    private static string Bar(double value, double of) => $"<i style=\"width:{Number(of > 0 ? 70 * value / of : 0, 0)}px\"></i>";

    private static string Short(string name)
    {
        if (name.Length <= 34) return name;
        return name[..33] + "…";
    }

    private static double NiceAbove(double value)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-3))));
        foreach (double nice in new[] { 1, 2, 4, 6, 8, 10 })
        {
            if (nice * step >= value) return nice * step;
        }

        return 10 * step;
    }
}
