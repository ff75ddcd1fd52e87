using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>Makes <c>state</c> and the answer to <c>power</c> fit the broker's packet limit by leaving out the least important parts. Pure.</summary>
internal static class StateFit
{
    private static readonly Step<ForecastPart>[] OfForecast =
    [
        new("without forecast.week", f => f with { Week = null }),
        new("without forecast.soc_pct_low and soc_pct_high", f => f with { SocPctLow = null, SocPctHigh = null }),
        new("without forecast.soc_pct", f => f with { SocPct = null }),
        new("with an empty forecast.p_charging", f => f with { PCharging = [] }),
    ];

    private static readonly Step<StateDocument>[] OfState =
    [
        .. OfForecast.Select(s => new Step<StateDocument>(s.Name, d => d with { Forecast = Applied(s, d.Forecast) })),
        new("without counters.kinds", d => d with { Counters = d.Counters with { Kinds = [] } }),
        new("without recommendations", d => d with { Recommendations = [] }),
        new("without sensors", d => d with { Sensors = [] }),
        new("without forecast", d => d with { Forecast = null }),
    ];

    private static readonly Step<PowerData>[] OfPower =
    [
        .. OfForecast.Select(s => new Step<PowerData>(s.Name, d => d with { Forecast = Applied(s, d.Forecast) })),
        new("without sensors", d => d with { Sensors = [] }),
    ];

    private sealed record Step<T>(string Name, Func<T, T> Apply);

    /// <param name="mostBytes">Limit, bytes. When no part is left to omit, the document stays larger, and the link refuses and names it.</param>
    /// <param name="said">Receives the changes, as text.</param>
    public static byte[] Write(StateDocument document, long mostBytes, List<string> said) =>
        JsonSerializer.SerializeToUtf8Bytes(Fit(document, OfState, LinkJson.Wire.StateDocument, mostBytes, said), LinkJson.Wire.StateDocument);

    public static PowerData Fit(PowerData data, long mostBytes) => Fit(data, OfPower, LinkJson.Wire.PowerData, mostBytes, []);

    private static T Fit<T>(T document, Step<T>[] steps, JsonTypeInfo<T> type, long mostBytes, List<string> said)
    {
        foreach (var step in steps)
        {
            if (Length(document, type) <= mostBytes) break;
            var smaller = step.Apply(document);
            if (Length(smaller, type) < Length(document, type)) said.Add(step.Name);
            document = smaller;
        }

        return document;
    }

    private static ForecastPart? Applied(Step<ForecastPart> step, ForecastPart? forecast)
    {
        if (forecast is null) return null;
        return step.Apply(forecast);
    }

    private static int Length<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(document, type).Length;
}
