namespace EdgeAgent.Core.Forecast;

/// <summary>The common habits of devices at one kind of site; a new device is assumed to have them until it has learned its own.</summary>
/// <param name="Name">home, work, grid, or a fleet's own word: letters, digits, hyphens.</param>
public sealed record SiteKind(string Name)
{
    /// <summary>Rate of leaving a state, per hour: [state * 96 + weekend * 48 + half hour].</summary>
    internal double[] Rate { get; } = new double[2 * SwitchingRates.Cells];

    /// <summary>Correction of the rate by the age of the state: [state * <see cref="DwellTimeBins.Bins"/> + bin].</summary>
    internal double[] Age { get; } = new double[2 * DwellTimeBins.Bins];

    /// <summary>Share of time on charge, 0 to 1: [weekend * 48 + half hour].</summary>
    internal double[] Profile { get; } = new double[SwitchingRates.Cells];

    /// <summary>The kind as learned from devices, each with some weeks of data.</summary>
    public static SiteKind Learn(string name, IEnumerable<ChargeForecaster> devices)
    {
        var pooled = new SemiMarkovModel(ChargePrior.None);
        var profile = new OccupancyProfile();
        foreach (ChargeForecaster device in devices) device.AddTo(pooled, profile);
        var learned = new SiteKind(name);
        pooled.CopyTo(learned);
        double mean = profile.Mean(0.5);
        for (int c = 0; c < learned.Profile.Length; c++) learned.Profile[c] = profile.At(c, mean);
        return learned;
    }
}
