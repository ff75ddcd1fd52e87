using System.Numerics.Tensors;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The prior for this site: the tables of all kinds, each weighted by the likelihood of the device's own switches. It is empty without kinds,
/// before the device's state was ever known, and once a panel was seen (its own sky is learned in a day, and roofs differ in direction).
/// </summary>
internal sealed class SiteMixture(IReadOnlyList<SiteKind> kinds)
{
    private readonly double[] _chance = new double[kinds.Count];

    /// <summary>A panel was seen.</summary>
    public bool HasPanel { get; set; }

    /// <summary>The device's state has been known for some time.</summary>
    public bool HasEvidence { get; private set; }

    /// <summary>The kind that fits the device's own switches best, and its probability; null while the prior is empty.</summary>
    public LikelyKind? Likeliest
    {
        get
        {
            if (IsEmpty) return null;
            int best = Array.IndexOf(_chance, _chance.Max());
            return new LikelyKind(kinds[best].Name, _chance[best]);
        }
    }

    /// <summary>The prior is empty.</summary>
    public bool IsEmpty => HasPanel || !HasEvidence || kinds.Count == 0;

    /// <summary>Tables as in <see cref="SiteKind"/>; all zero while <see cref="IsEmpty"/>.</summary>
    public double[] Rate { get; } = new double[2 * SwitchingRates.Cells];

    public double[] Age { get; } = new double[2 * DwellTimeBins.Bins];

    public double[] Profile { get; } = new double[SwitchingRates.Cells];

    /// <summary>Computes the weights of the kinds from counted switches and hours of exposure, both laid out as <see cref="Rate"/>.</summary>
    public void Weigh(double[] switches, double[] exposure)
    {
        HasEvidence = Array.Exists(exposure, hours => hours > 0);
        if (IsEmpty) return;
        for (int k = 0; k < kinds.Count; k++) _chance[k] = LogLikelihood(kinds[k].Rate, switches, exposure);
        TensorPrimitives.Subtract(_chance, _chance.Max(), _chance);
        TensorPrimitives.SoftMax<double>(_chance, _chance);
        Array.Clear(Rate);
        Array.Clear(Age);
        Array.Clear(Profile);
        for (int k = 0; k < kinds.Count; k++)
        {
            TensorPrimitives.MultiplyAdd(kinds[k].Rate, _chance[k], Rate, Rate);
            TensorPrimitives.MultiplyAdd(kinds[k].Age, _chance[k], Age, Age);
            TensorPrimitives.MultiplyAdd(kinds[k].Profile, _chance[k], Profile, Profile);
        }
    }

    // Log-likelihood of a Poisson process, without the terms that do not depend on the kind.
    private static double LogLikelihood(double[] rate, double[] switches, double[] exposure)
    {
        double log = 0;
        for (int c = 0; c < rate.Length; c++)
        {
            if (switches[c] > 0) log += switches[c] * Math.Log(rate[c]);
            log -= exposure[c] * rate[c];
        }

        return log;
    }
}
