using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>Learns how fast the state of charge falls on battery and rises while charging. Near the ends of the pack it stands still or tapers, so samples there teach nothing about the range between.</summary>
internal sealed class SocSlopeLearner
{
    /// <summary>Slopes on battery, and while charging below the top.</summary>
    internal SocRates Rates { get; } = new();

    /// <summary>Slope while charging near the top; nothing for the state on battery.</summary>
    internal SocRates Top { get; } = new() { Rate = { [1] = Pack.UsualTopRate } };

    public SocSlopes Slopes => new(Known(Rates, 0), Known(Rates, 1), Known(Top, 1), Rates.Hours[0], Rates.Hours[1]);

    /// <param name="state">1 charging, 0 not.</param>
    public void Observe(int state, double hours, double fromPct, double toPct)
    {
        if (IsAtEnd(state, fromPct, toPct)) return;
        SocRates rates = state == 1 && fromPct >= SocSlopes.TopPct ? Top : Rates;
        rates.Observe(state, hours, toPct - fromPct);
    }

    private static bool IsAtEnd(int state, double fromPct, double toPct) => state == 1 ? Math.Max(fromPct, toPct) >= Pack.MostPct : Math.Min(fromPct, toPct) <= Pack.LeastPct;

    private static double? Known(SocRates rates, int state) => rates.Hours[state] > 0 ? rates.Rate[state] : null;
}
