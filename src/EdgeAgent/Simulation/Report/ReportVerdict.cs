using System.Globalization;

namespace EdgeAgent.Simulation;

/// <summary>One sentence: which policy cost least by the site's objective, and by how much it is ahead.</summary>
internal static class ReportVerdict
{
    // Below a tenth of a second a task nobody has won.
    private const double EqualMin = 0.0017;

    public static string Of(ReportEntry e)
    {
        var costs = ReportFigures.Policies(e).Select(p => (p.Label, Cost: p.Result.Objective.CostPerTask(p.Result), p.Result.Score)).OrderBy(p => p.Cost).ToArray();
        if (e.Result.Tasks.Length == 0) return "There were no tasks.";
        var (best, next) = (costs[0], costs[1]);
        string objective = e.Result.Objective.Name, late = Late(best.Score, next.Score);
        if (next.Cost - best.Cost < EqualMin) return Text($"By {objective}, {best.Label} and {next.Label} cost the same: {best.Cost:0.0} min a task{late}.");
        double share = 100 * (next.Cost - best.Cost) / next.Cost;
        return Text($"By {objective}, {best.Label} wins: {best.Cost:0.0} min a task, {next.Cost - best.Cost:0.0} min ({share:0} %) less than {next.Label}{late}{Brownouts(best.Score, next.Score)}.");
    }

    private static string Late(Score best, Score next)
    {
        if (best.Missed == next.Missed) return "";
        return Text($"; deadlines missed {best.Missed} against {next.Missed}");
    }

    private static string Brownouts(Score best, Score next)
    {
        if (best.BrownoutMin + next.BrownoutMin > 0) return Text($"; lost in brown-outs {best.BrownoutMin:0} min against {next.BrownoutMin:0}");
        return "";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
