using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Loop;

/// <summary>
/// Energy of each running attempt from measured power: the load above the idle load, divided among the running tasks. It is divided by
/// processor time when that is known for all of them, because load above idle mostly follows it, else by running time. The idle load is
/// learned while nothing runs.
/// </summary>
/// <param name="cpu">Processor time of a task's running attempt so far; null where it cannot be measured.</param>
internal sealed class EnergyMeter(Func<string, TimeSpan?> cpu)
{
    // Average over about half an hour of samples a minute apart: it ignores short peaks and follows a new peripheral.
    private const double IdleWeight = 1.0 / 30;

    // Across a longer gap between samples the power is unknown.
    private const long LongestGapMs = 10 * 60_000;

    private readonly Dictionary<string, Share> _open = new(StringComparer.Ordinal);
    private long _lastMs;

    /// <summary>An attempt's energy so far, and its clocks at the last sample.</summary>
    private readonly record struct Share(int Attempt, double? Mwh, long ActiveMs, TimeSpan? Cpu);

    /// <summary>Load while no task runs, W; null until it has been measured.</summary>
    public double? IdleW { get; private set; }

    /// <summary>Energy of all tasks on battery since the start, mWh.</summary>
    public double OnBatteryMwh { get; private set; }

    public double OnExternalMwh { get; private set; }

    /// <param name="running">The tasks that run.</param>
    public void Sample(PowerState power, IReadOnlyList<TaskRecord> running, long deviceTimeMs)
    {
        long span = deviceTimeMs - _lastMs;
        _lastMs = deviceTimeMs;
        if (running.Count == 0)
        {
            if (power.LoadW is { } quiet) LearnIdle(quiet);
            return;
        }

        var before = running.Select(BeforeThis).ToArray();
        var now = running.Select(t => new Share(t.Attempt, null, t.Clock?.At(deviceTimeMs) ?? 0, cpu(t.Id))).ToArray();
        bool isMeasured = power.LoadW is not null && IdleW is not null && span is > 0 and <= LongestGapMs;
        double[] ranMs = [.. now.Select((n, i) => (double)Math.Clamp(n.ActiveMs - before[i].ActiveMs, 0, Math.Max(0, span)))];

        // The reading counts only for the time in which a task ran.
        double mwh = isMeasured ? Math.Max(0, power.LoadW!.Value - IdleW!.Value) * ranMs.Max() / 3600.0 : 0;
        if (power.Source == PowerSource.External) OnExternalMwh += mwh;
        else OnBatteryMwh += mwh;

        double[] weights = Weights(before, now, ranMs);
        double sum = weights.Sum();
        for (int i = 0; i < now.Length; i++)
        {
            double share = sum > 0 ? mwh * weights[i] / sum : 0;
            _open[running[i].Id] = now[i] with { Mwh = isMeasured ? (before[i].Mwh ?? 0) + share : before[i].Mwh };
        }
    }

    private void LearnIdle(double loadW)
    {
        if (IdleW is { } idle) loadW = idle + (IdleWeight * (loadW - idle));
        IdleW = loadW;
    }

    /// <summary>Energy of an attempt that ended, mWh; null when nothing measured it.</summary>
    public double? Close(string id, int attempt)
    {
        if (_open.Remove(id, out var open) && open.Attempt == attempt) return open.Mwh;
        return null;
    }

    private Share BeforeThis(TaskRecord task)
    {
        if (_open.TryGetValue(task.Id, out var open) && open.Attempt == task.Attempt) return open;
        return new Share(task.Attempt, null, 0, TimeSpan.Zero);
    }

    private static double[] Weights(Share[] before, Share[] now, double[] ranMs)
    {
        double[] used = [.. now.Select((n, i) => CpuMs(before[i], n))];
        if (used.Any(double.IsNaN) || used.Sum() <= 0) return ranMs;
        return used;
    }

    // NaN when it was not measured.
    private static double CpuMs(Share before, Share now)
    {
        if (now.Cpu is not { } at || before.Cpu is not { } last) return double.NaN;
        return Math.Max(0, (at - last).TotalMilliseconds);
    }
}
