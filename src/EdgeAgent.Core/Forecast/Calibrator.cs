namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Per lead: a logistic blend of what the chain, the weekly profile and the running mean say, learned on line (Platt scaling with
/// three inputs), followed by a ten-bin reliability correction. Also keeps the rolling scores of what it said.
/// </summary>
internal sealed class Calibrator
{
    public const int Bins = 10;
    private const double LearnRate = 0.005;
    private const double Pull = 0.0005;
    private const double BinHours = 20;
    private const double ScoreHalfLifeHours = 14 * 24;
    private const double EnoughHours = 7 * 24;
    private static readonly double[] Prior = [0, 1, 0, 0];

    internal double[] Weights { get; } = [0, 1, 0, 0];

    /// <summary>Forecasts per bin and the sum of outcome minus forecast: the feedback that keeps each bin honest.</summary>
    internal double[] BinCount { get; } = new double[Bins];

    internal double[] BinError { get; } = new double[Bins];

    /// <summary>Rolling: count, sum of squared errors, the same of the climatology.</summary>
    internal double[] Rolling { get; } = new double[3];

    /// <summary>Rolling error per bin of what was published.</summary>
    internal double[] PublishedError { get; } = new double[Bins];

    public double Brier => Rolling[0] > 0 ? Rolling[1] / Rolling[0] : double.NaN;
    public double Skill => Rolling[2] > 0 ? 1 - Rolling[1] / Rolling[2] : 0;
    public double CalibrationError => Rolling[0] > 0 ? PublishedError.Sum(Math.Abs) / Rolling[0] : double.NaN;

    /// <summary>Four weeks without skill: better to say what usually is.</summary>
    public bool IsWithoutSkill => Rolling[0] > EnoughHours && Skill < 0;

    public static double Logit(double p)
    {
        p = Math.Clamp(p, 0.001, 0.999);
        return Math.Log(p / (1 - p));
    }

    public double Predict(double model, double profile, double mean) =>
        IsWithoutSkill ? Math.Clamp(profile, 0.001, 0.999) : Correct(Blend(model, profile, mean));

    public void Learn(double model, double profile, double mean, double outcome)
    {
        KeepScore(Correct(Blend(model, profile, mean)), mean, outcome);
        double p = Blend(model, profile, mean);
        int bin = BinOf(p);
        BinCount[bin] += 1;
        BinError[bin] += outcome - p;
        double m = Logit(mean), e = outcome - p;
        Step(0, e);
        Step(1, e * Logit(model));
        Step(2, e * (Logit(profile) - m));
        Step(3, e * m);
    }

    private double Blend(double model, double profile, double mean)
    {
        double m = Logit(mean);
        double s = Weights[0] + Weights[1] * Logit(model) + Weights[2] * (Logit(profile) - m) + Weights[3] * m;
        return Math.Clamp(1 / (1 + Math.Exp(-s)), 0.001, 0.999);
    }

    // Interpolated between bin centres, so that the correction has no steps.
    private double Correct(double p)
    {
        double x = p * Bins - 0.5;
        int i = (int)Math.Floor(x);
        double f = x - i;
        double shift = Shift(Math.Max(0, i)) * (1 - f) + Shift(Math.Min(Bins - 1, i + 1)) * f;
        return Math.Clamp(p + shift, 0.001, 0.999);
    }

    private void KeepScore(double p, double mean, double outcome)
    {
        double keep = Math.Pow(0.5, 1 / ScoreHalfLifeHours);
        for (int i = 0; i < Rolling.Length; i++) Rolling[i] *= keep;
        for (int i = 0; i < Bins; i++) PublishedError[i] *= keep;
        Rolling[0] += 1;
        Rolling[1] += (p - outcome) * (p - outcome);
        Rolling[2] += (mean - outcome) * (mean - outcome);
        PublishedError[BinOf(p)] += outcome - p;
    }

    private void Step(int i, double gradient) => Weights[i] += LearnRate * gradient - Pull * (Weights[i] - Prior[i]);

    private double Shift(int bin) => BinError[bin] / (BinCount[bin] + BinHours);

    private static int BinOf(double p) => Math.Min(Bins - 1, (int)(p * Bins));
}
