namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Per lead: blends what the chain, the profile and past days say into one probability. The weights of a logistic blend are
/// learned on line (an extended Kalman filter for logistic regression), then a ten-bin reliability correction keeps each bin
/// honest. Also keeps the rolling scores of what it said.
/// </summary>
internal sealed class Calibrator
{
    public const int Bins = 10;

    /// <summary>What is blended, and a constant.</summary>
    public const int Inputs = 6;

    // Hourly outcomes of one run of charging are nearly the same outcome: each counts as a quarter of an observation.
    private const double Independence = 0.25;
    private const double PriorVariance = 0.15;
    private const double Drift = 1e-6;
    private const double BinHours = 60;
    private const double ScoreHalfLifeHours = 14 * 24;
    private const double EnoughHours = 7 * 24;

    internal double[] Weights { get; } = [1, 0, 0, 0, 0, 0];

    /// <summary>Covariance of the weights, row by row.</summary>
    internal double[] Covariance { get; } = Diagonal();

    /// <summary>Forecasts per bin and the sum of outcome minus forecast: the feedback that keeps each bin honest.</summary>
    internal double[] BinCount { get; } = new double[Bins];

    internal double[] BinError { get; } = new double[Bins];

    /// <summary>Rolling: count, sum of squared errors, the same of the climatology.</summary>
    internal double[] Rolling { get; } = new double[3];

    /// <summary>Rolling error per bin of what was published.</summary>
    internal double[] PublishedError { get; } = new double[Bins];

    private readonly double[] _gain = new double[Inputs];

    public double Brier => Rolling[0] > 0 ? Rolling[1] / Rolling[0] : double.NaN;
    public double Skill => Rolling[2] > 0 ? 1 - Rolling[1] / Rolling[2] : 0;
    public double CalibrationError => Rolling[0] > 0 ? PublishedError.Sum(Math.Abs) / Rolling[0] : double.NaN;

    /// <summary>Four weeks without skill: better to say what usually is.</summary>
    public bool IsWithoutSkill => Rolling[0] > EnoughHours && Skill < 0;

    public static double Logit(double p)
    {
        p = Math.Clamp(p, 0.002, 0.998);
        return Math.Log(p / (1 - p));
    }

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    public double Predict(ReadOnlySpan<double> inputs, double profile, bool correct = true)
    {
        if (IsWithoutSkill) return Math.Clamp(profile, 0.001, 0.999);
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
        double information = Independence * p * (1 - p), spread = 0;
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
            Weights[i] += scale * Independence * error * _gain[i];
            for (int j = 0; j < Inputs; j++) Covariance[i * Inputs + j] -= scale * information * _gain[i] * _gain[j];
            Covariance[i * Inputs + i] += Drift;
        }
    }

    private double Blend(ReadOnlySpan<double> inputs)
    {
        double s = 0;
        for (int i = 0; i < Inputs; i++) s += Weights[i] * inputs[i];
        return Math.Clamp(Logistic(s), 0.001, 0.999);
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

    private double Shift(int bin) => BinError[bin] / (BinCount[bin] + BinHours);

    private static int BinOf(double p) => Math.Min(Bins - 1, (int)(p * Bins));

    private static double[] Diagonal()
    {
        var array = new double[Inputs * Inputs];
        for (int i = 0; i < Inputs; i++) array[i * Inputs + i] = PriorVariance;
        return array;
    }
}
