namespace EdgeAgent.Core.Forecast;

/// <summary>The kind of site that a device is assumed to be at.</summary>
/// <param name="Name">A kind of the prior, or <see cref="Solar"/>.</param>
/// <param name="Chance">Probability of that kind among the known ones, 0 to 1.</param>
public readonly record struct LikelyKind(string Name, double Chance)
{
    /// <summary>Name of a site with a panel; it needs no prior.</summary>
    public const string Solar = "solar";
}
