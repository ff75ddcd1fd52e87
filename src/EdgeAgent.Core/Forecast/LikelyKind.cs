namespace EdgeAgent.Core.Forecast;

/// <summary>What kind of site a device is taken to be at.</summary>
/// <param name="Name">A kind of the prior, or <see cref="Solar"/>.</param>
/// <param name="Chance">How likely it is among the kinds that are known, 0 to 1.</param>
public readonly record struct LikelyKind(string Name, double Chance)
{
    /// <summary>The site with a panel, which needs no prior.</summary>
    public const string Solar = "solar";
}
