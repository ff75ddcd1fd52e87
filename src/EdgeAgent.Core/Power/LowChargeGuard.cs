namespace EdgeAgent.Core.Power;

/// <summary>
/// Nothing critical happens on fewer than N consistent samples: below the low limit the highest of the last N beliefs is published, and nothing
/// at all before there were N. Above it the belief passes as it is.
/// </summary>
internal sealed class LowChargeGuard(EstimatorSettings settings)
{
    private readonly double[] _recent = new double[Math.Max(1, settings.ConsistentSamples)];
    private int _count;
    private int _next;

    /// <summary>The belief is low, but has not been so for long enough.</summary>
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
