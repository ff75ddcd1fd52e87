namespace EdgeAgent.Core.Forecast;

/// <summary>
/// What is usual at sites like this one: the kinds' tables, each weighed by how likely the device's own switches are under it. Without kinds,
/// before the device's state was ever known, or once a panel was seen (the sun is learned in a day, and no two roofs share a clock), nothing is usual.
/// </summary>
internal sealed class SiteMixture(IReadOnlyList<SiteKind> kinds)
{
    private readonly double[] _chance = new double[kinds.Count];

    /// <summary>A panel was seen.</summary>
    public bool HasPanel { get; set; }

    /// <summary>The device's state was known for some time.</summary>
    public bool HasEvidence { get; private set; }

    /// <summary>The kind that the device's own switches fit best, and how likely it is of all; null while nothing is usual.</summary>
    public LikelyKind? Likeliest
    {
        get
        {
            if (IsEmpty) return null;
            int best = Array.IndexOf(_chance, _chance.Max());
            return new LikelyKind(kinds[best].Name, _chance[best]);
        }
    }

    /// <summary>Nothing is usual.</summary>
    public bool IsEmpty => HasPanel || !HasEvidence || kinds.Count == 0;

    /// <summary>Tables as in <see cref="SiteKind"/>; all zero while <see cref="IsEmpty"/>.</summary>
    public double[] Rate { get; } = new double[2 * SwitchingRates.Cells];

    public double[] Age { get; } = new double[2 * DwellTimeBins.Bins];

    public double[] Profile { get; } = new double[SwitchingRates.Cells];

    /// <summary>Weighs the kinds anew by counted switches and hours of exposure, laid out as <see cref="Rate"/>.</summary>
    public void Weigh(double[] switches, double[] exposure)
    {
        HasEvidence = Array.Exists(exposure, hours => hours > 0);
        if (IsEmpty) return;
        for (int k = 0; k < kinds.Count; k++) _chance[k] = LogLikelihood(kinds[k].Rate, switches, exposure);
        double most = _chance.Max();
        foreach (ref double chance in _chance.AsSpan()) chance = Math.Exp(chance - most);
        Table.Normalize(_chance);
        Array.Clear(Rate);
        Array.Clear(Age);
        Array.Clear(Profile);
        for (int k = 0; k < kinds.Count; k++)
        {
            Table.Add(kinds[k].Rate, Rate, _chance[k]);
            Table.Add(kinds[k].Age, Age, _chance[k]);
            Table.Add(kinds[k].Profile, Profile, _chance[k]);
        }
    }

    // Of a Poisson process, but for what does not depend on the kind.
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
