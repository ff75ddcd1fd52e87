namespace EdgeAgent.Core.Power;

/// <summary>
/// Prevents decisions about a low charge on fewer than N samples. Below the low limit it publishes the highest of the last N estimates, and
/// nothing before there are N. At or above the limit it publishes the estimate as it is.
/// </summary>
internal sealed class LowChargeGuard(EstimatorSettings settings)
{
    private readonly double[] _recent = new double[Math.Max(1, settings.ConsistentSamples)];
    private int _count;
    private int _next;

    /// <summary>The estimate is low, but not for N samples yet.</summary>
    public bool IsPending { get; private set; }

    public void Add(double socPct)
    {
        if (double.IsNaN(socPct)) return;
        _recent[_next] = socPct;
        _next = (_next + 1) % _recent.Length;
        if (_count < _recent.Length) _count++;
    }

    public void Forget() => _count = _next = 0;

    public double Publish(double socPct)
    {
        IsPending = false;
        if (double.IsNaN(socPct) || socPct >= settings.LowSocPct) return socPct;
        if (_count < _recent.Length)
        {
            IsPending = true;
            return double.NaN;
        }

        double highest = socPct;
        foreach (double value in _recent) highest = Math.Max(highest, value);
        IsPending = highest > socPct + 1;
        return highest;
    }
}
