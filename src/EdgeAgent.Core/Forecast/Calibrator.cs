using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// For one lead: blends the probabilities of the chain, the profile and past days into one. The weights of the logistic blend are
/// learned on line (an extended Kalman filter for logistic regression); then a ten-bin reliability correction removes the mean error of
/// each bin. Also keeps the rolling scores of the published probabilities.
/// </summary>
internal sealed class Calibrator
{
    public const int Bins = 10;

    /// <summary>Number of inputs of the blend, a constant included.</summary>
    public const int Inputs = 6;

    internal double[] Weights { get; } = [1, 0, 0, 0, 0, 0];

    /// <summary>Covariance of the weights, row by row.</summary>
    internal double[] Covariance { get; } = Diagonal();

    /// <summary>Forecasts per bin, and the sum of outcome minus forecast; the correction of the bin comes from both.</summary>
    internal double[] BinCount { get; } = new double[Bins];

    internal double[] BinError { get; } = new double[Bins];

    /// <summary>Rolling sums: count, squared errors, squared errors of the climatology.</summary>
    internal double[] Rolling { get; } = new double[3];

    /// <summary>Rolling sums of the error of the published probabilities, per bin.</summary>
    internal double[] PublishedError { get; } = new double[Bins];

    private readonly double[] _gain = new double[Inputs];

    public double Brier => Rolling[0] > 0 ? Rolling[1] / Rolling[0] : double.NaN;
    public double Skill => Rolling[2] > 0 ? 1 - Rolling[1] / Rolling[2] : 0;
    public double CalibrationError => Rolling[0] > 0 ? PublishedError.Sum(Math.Abs) / Rolling[0] : double.NaN;

    /// <summary>The forecast has had no skill for long enough: the weekly profile is published instead.</summary>
    public bool IsWithoutSkill => Rolling[0] > Blending.EnoughHours && Skill < 0;

    public static double Logit(double p)
    {
        p = Math.Clamp(p, Blending.LeastLogitP, 1 - Blending.LeastLogitP);
        return Math.Log(p / (1 - p));
    }

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    public double Predict(ReadOnlySpan<double> inputs, double profile, bool correct = true)
    {
        if (IsWithoutSkill) return Published(profile);
        double p = Blend(inputs);
        return correct ? Correct(p) : p;
    }

    public void Learn(ReadOnlySpan<double> inputs, double mean, double outcome)
    {
        double p = Blend(inputs);
        KeepScore(Correct(p), mean, outcome);
        int bin = BinOf(p);
        BinCount[bin] += 1;
        BinError[bin] += outcome - p;
        Filter(inputs, p, outcome - p);
    }

    private void Filter(ReadOnlySpan<double> x, double p, double error)
    {
        double information = Blending.Independence * p * (1 - p), spread = 0;
        for (int i = 0; i < Inputs; i++)
        {
            double sum = 0;
            for (int j = 0; j < Inputs; j++) sum += Covariance[i * Inputs + j] * x[j];
            _gain[i] = sum;
            spread += x[i] * sum;
        }

        double scale = 1 / (1 + information * spread);
        for (int i = 0; i < Inputs; i++)
        {
            Weights[i] += scale * Blending.Independence * error * _gain[i];
            for (int j = 0; j < Inputs; j++) Covariance[i * Inputs + j] -= scale * information * _gain[i] * _gain[j];
            Covariance[i * Inputs + i] += Blending.Drift;
        }
    }

    private double Blend(ReadOnlySpan<double> inputs)
    {
        double s = 0;
        for (int i = 0; i < Inputs; i++) s += Weights[i] * inputs[i];
        return Published(Logistic(s));
    }

    // Interpolated between bin centres, so that the correction has no steps.
    private double Correct(double p)
    {
        double x = p * Bins - 0.5;
        int i = (int)Math.Floor(x);
        double f = x - i;
        double shift = Shift(Math.Max(0, i)) * (1 - f) + Shift(Math.Min(Bins - 1, i + 1)) * f;
        return Published(p + shift);
    }

    private void KeepScore(double p, double mean, double outcome)
    {
        double keep = Math.Pow(0.5, 1 / Blending.ScoreHalfLifeHours);
        for (int i = 0; i < Rolling.Length; i++) Rolling[i] *= keep;
        for (int i = 0; i < Bins; i++) PublishedError[i] *= keep;
        Rolling[0] += 1;
        Rolling[1] += (p - outcome) * (p - outcome);
        Rolling[2] += (mean - outcome) * (mean - outcome);
        PublishedError[BinOf(p)] += outcome - p;
    }

    private double Shift(int bin) => BinError[bin] / (BinCount[bin] + Blending.BinHours);

    private static double Published(double p) => Math.Clamp(p, Blending.LeastP, 1 - Blending.LeastP);

    private static int BinOf(double p) => Math.Min(Bins - 1, (int)(p * Bins));

    private static double[] Diagonal()
    {
        var array = new double[Inputs * Inputs];
        for (int i = 0; i < Inputs; i++) array[i * Inputs + i] = Blending.PriorVariance;
        return array;
    }
}
