using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent;

/// <summary>
/// Energy of each running attempt from measured power: what the device draws above its idle load, split evenly among the tasks that
/// run. The idle load is learned while nothing runs.
/// </summary>
internal sealed class EnergyMeter
{
    // About half an hour of samples a minute apart: slow enough for a burst, fast enough for a new peripheral.
    private const double IdleWeight = 1.0 / 30;

    // A gap in the samples longer than this tells nothing about the power in between.
    private const long LongestGapMs = 10 * 60_000;

    private readonly Dictionary<string, (int Attempt, double Mwh)> _open = new(StringComparer.Ordinal);
    private long _lastMs;

    /// <summary>Load with no task running, W; null until it was measured.</summary>
    public double? IdleW { get; private set; }

    /// <summary>Energy of all tasks since start, by source, mWh.</summary>
    public double OnBatteryMwh { get; private set; }

    public double OnExternalMwh { get; private set; }

    /// <summary>True once the share of an attempt could be measured at all.</summary>
    private bool _isMeasuring;

    /// <param name="running">The tasks that ran since the last sample, with their attempts.</param>
    public void Sample(PowerState power, IReadOnlyCollection<TaskRecord> running, long uptimeMs)
    {
        long span = uptimeMs - _lastMs;
        _lastMs = uptimeMs;
        if (power.LoadW is not { } load || span <= 0 || span > LongestGapMs) return;
        if (running.Count == 0)
        {
            IdleW = IdleW is { } idle ? idle + (IdleWeight * (load - idle)) : load;
            return;
        }

        if (IdleW is not { } floor) return;
        _isMeasuring = true;
        double mwh = Math.Max(0, load - floor) * span / 3600.0;
        if (power.Source == PowerSource.External) OnExternalMwh += mwh;
        else OnBatteryMwh += mwh;
        foreach (var task in running)
        {
            var open = _open.GetValueOrDefault(task.Id);
            _open[task.Id] = (task.Attempt, (open.Attempt == task.Attempt ? open.Mwh : 0) + (mwh / running.Count));
        }
    }

    /// <summary>Energy of an attempt that ended, mWh; null when nothing measured it.</summary>
    public double? Close(string id, int attempt) =>
        _open.Remove(id, out var open) && open.Attempt == attempt && _isMeasuring ? open.Mwh : null;
}
