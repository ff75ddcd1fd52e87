using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Control;

/// <summary>The verb <c>history</c>: measurements of the past from the store, for a page that has just been opened.</summary>
internal sealed class PowerHistory(AgentStore store, BootRecord boot)
{
    private const double UsualHours = 24;
    private const double LongestHours = 14 * 24;
    private const int MostSamples = 600;

    /// <summary>
    /// Answers with the rollups of this boot as samples, at most the newest <see cref="MostSamples"/>. Earlier ones are left out: device time
    /// stands still while the machine is off, so their wall clock time is unknown.
    /// </summary>
    public Verdict Serve(ControlRequest request, in Timestamp now)
    {
        double hours = request.Number("hours", 0.25, LongestHours) ?? UsualHours;
        if (request.Error is { } fault) return Verdict.Fail(fault);
        long from = Math.Max(now.DeviceTimeMs - (long)(hours * 3_600_000), boot.OffsetMs);
        var present = now;
        var samples = store.Rollups.From(from).TakeLast(MostSamples)
            .Select(row => Rollup.Decode(row.Value)).OfType<Rollup>().Select(r => Sample(r, present)).ToList();
        return Verdict.Of(new HistoryData { Hours = hours, Samples = samples }, LinkJson.Wire.HistoryData);
    }

    private static TelemetrySample Sample(Rollup r, in Timestamp now) => new()
    {
        Ts = now.Utc - now.Since(r.StartMs + (r.Seconds * 1000L)),
        SocPct = Known(r.SocPct),
        PowerW = Known(r.ChargeW - r.DrainW),
        LoadW = Known(r.LoadW),
        HarvestW = Known(r.HarvestW),
        CpuPct = Known(r.CpuPct),
        Charging = Most(r.ChargingShare, ChargeStatus.Charging, ChargeStatus.NotCharging, ChargeStatus.Unknown),
        Source = Most(r.ExternalShare, PowerSource.External, PowerSource.Battery, PowerSource.Unknown),
    };

    private static T Most<T>(double share, T yes, T no, T unknown)
    {
        if (double.IsNaN(share)) return unknown;
        if (share >= 0.5) return yes;
        return no;
    }

    private static double? Known(double value)
    {
        if (double.IsFinite(value)) return value;
        return null;
    }
}
