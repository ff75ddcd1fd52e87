using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>What the stopping rule says of one task in each slot of the forecast. Costs are battery minutes.</summary>
internal sealed class PlannedCosts
{
    private PlannedCosts(int taken) => IsTaken = new bool[taken];

    /// <summary>Expected cost of starting, while the present run of charging (or not) lasts; on a site with a panel the mean over the sky's states.</summary>
    public double[] Start { get; } = new double[ChargeForecast.Slots];

    /// <summary>Expected cost of waiting one slot more and deciding again.</summary>
    public double[] Wait { get; } = new double[ChargeForecast.Slots];

    /// <summary>
    /// By slot: a charge that begins then is taken at once. On a site with a panel by [slot * states + state]: work starts under this sky.
    /// </summary>
    public bool[] IsTaken { get; }

    public static PlannedCosts OfChain() => new(ChargeForecast.Slots);

    public static PlannedCosts OfSky() => new(ChargeForecast.Slots * SurplusForecast.States);
}
