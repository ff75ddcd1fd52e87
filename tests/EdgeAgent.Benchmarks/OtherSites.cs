using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// What devices at other sites have taught: the prior for a site that is scored comes from every recording but those of its own garage, workplace, area or roof, so that
/// no site that teaches is a site that is scored.
/// </summary>
internal sealed class OtherSites
{
    private readonly (Trace Trace, ChargeForecaster Learned)[] _devices;

    /// <summary>Learns every trace once.</summary>
    public OtherSites(IEnumerable<Trace> traces) =>
        _devices = [.. traces.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(t => (t, LearningPolicy.Learned(t)))];

    public IEnumerable<Trace> Traces => _devices.Select(d => d.Trace);

    public ChargePrior PriorFor(string scored) => new(
    [
        .. _devices.Where(d => !d.Trace.HasHarvest && SiteOf(d.Trace.Name) != SiteOf(scored)).GroupBy(d => FamilyOf(d.Trace))
            .Select(g => SiteKind.Learn(g.Key, g.Select(d => d.Learned))),
    ]);

    public static string FamilyOf(Trace trace) => trace.Name.Split('_')[0];

    /// <summary>Garage, workplace, area or roof: devices there share habits.</summary>
    private static string SiteOf(string name) => name switch
    {
        "evwork_81375624" or "evwork_97867440" or "evwork_98345808" => "evwork_493904",
        "evwork_29309940" or "evwork_48585042" => "evwork_928191",
        _ when name.StartsWith("evhome_", StringComparison.Ordinal) && name.Contains('-', StringComparison.Ordinal) => name[..name.LastIndexOf('-')],
        _ => name,
    };
}
