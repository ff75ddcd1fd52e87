using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// The calibration error at 24 h that a forecast which means what it says would show on a recording as short as this one: what was published is kept, and outcomes are drawn by
/// it, the same for <see cref="SpanH"/> hours, because charging goes on for hours. The mean over <see cref="Draws"/> draws of a fixed seed.
/// </summary>
internal static class CalibrationFloor
{
    private const int SpanH = 8; // as long as a night on the charger
    private const int Draws = 10;
    private const int Bins = 10;
    private const int LeadS = 24 * 3600;

    public static double Of(Trace trace, ForecastRecorder recorder)
    {
        (long At, double P)[] known = [.. recorder.Slots.Select(s => (At: s.TimeS + LeadS, P: s.P24)).Where(s => s.At < trace.EndS && trace.Charging[trace.SlotOf(s.At)] >= 0)];
        if (known.Length == 0) return double.NaN;
        var random = new Random(1);
        double sum = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            var error = new double[Bins];
            (long span, double threshold) = (long.MinValue, 0);
            foreach ((long at, double p) in known)
            {
                if (at / (SpanH * 3600) != span) (span, threshold) = (at / (SpanH * 3600), random.NextDouble());
                error[Math.Min(Bins - 1, (int)(p * Bins))] += (threshold < p ? 1 : 0) - p;
            }

            sum += error.Sum(Math.Abs) / known.Length;
        }

        return sum / Draws;
    }
}
