namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The charging chain at one moment, from which it is computed forward in quarter hours: per slot the rate of leaving each state, the
/// correction for age, and the present state with its age. Slot 0 starts at that moment. Not thread-safe: what was computed is kept.
/// </summary>
public sealed class ChargeChain
{
    internal ChargeChain()
        : this(new double[2 * ChargeForecast.Slots], new double[2 * DwellTimeBins.Cells], new double[2 * ChargeForecast.Slots])
    {
    }

    private ChargeChain(double[] rate, double[] age, double[] runAge) => (Rate, Age, RunAge) = (rate, age, runAge);

    /// <summary>Rate per slot of leaving a state, without age: [state * Slots + slot].</summary>
    internal double[] Rate { get; }

    /// <summary>Correction of the rate by age cell: [state * DwellTimeBins.Cells + cell].</summary>
    internal double[] Age { get; }

    /// <summary>Correction along the present run, per slot: [state * Slots + slot].</summary>
    internal double[] RunAge { get; }

    /// <summary>Probability that it charges now; 0 or 1 unless unknown.</summary>
    public double NowCharging { get; internal set; }

    /// <summary>Columns of the tables for backward induction: one per age cell, and the present run as the last.</summary>
    internal const int Columns = DwellTimeBins.Cells + 1;

    private const double SlotHours = ChargeForecast.SlotMinutes / 60.0;

    private readonly double[] _p = new double[ChargeForecast.Slots];
    private ChainRecursion? _course;
    private double[]? _leave;

    /// <summary>Probability to leave, [(slot * 2 + state) * Columns + column].</summary>
    internal double[] LeaveTable()
    {
        if (_leave is not null) return _leave;
        var table = new double[ChargeForecast.Slots * 2 * Columns];
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            for (int x = 0; x < 2; x++)
            {
                int at = (k * 2 + x) * Columns;
                double rate = Rate[x * ChargeForecast.Slots + k];
                for (int j = 0; j < DwellTimeBins.Cells; j++) table[at + j] = SwitchingRates.Leave(rate * Age[x * DwellTimeBins.Cells + j]);
                table[at + DwellTimeBins.Cells] = SwitchingRates.Leave(rate * RunAge[x * ChargeForecast.Slots + k]);
            }
        }

        return _leave = table;
    }

    /// <summary>Probability of charging in each slot, [0] is now. At least the first <paramref name="slots"/> are computed.</summary>
    internal double[] Play(int slots)
    {
        _course ??= new ChainRecursion(this);
        for (; _course.Slot < slots; _course.Advance()) _p[_course.Slot] = _course.Charging;
        return _p;
    }

    /// <summary>
    /// The same chain with the rates of each slot scaled, one direction up and the other down, so that it gives <paramref name="p"/> when it is computed
    /// forward. The planner then plans with the published probabilities. A slot's rates change by a factor of <paramref name="most"/> at most.
    /// </summary>
    internal ChargeChain Tilted(double[] p, double most)
    {
        var tilted = new ChargeChain([.. Rate], Age, RunAge) { NowCharging = NowCharging };
        var course = new ChainRecursion(tilted);
        for (int k = 0; k + 1 < ChargeForecast.Slots; k++)
        {
            double toOn = course.Leaving(0), toOff = course.Leaving(1), missing = p[k + 1] - course.Charging;
            // toOn * f - toOff / f = missing, solved for f.
            double f = toOn > 1e-9 ? (missing + Math.Sqrt(missing * missing + 4 * toOn * toOff)) / (2 * toOn) : 1;
            f = Math.Clamp(f, 1 / most, most);
            tilted.Rate[k] *= f;
            tilted.Rate[ChargeForecast.Slots + k] /= f;
            course.Advance();
        }

        return tilted;
    }

    /// <summary>Median length of the next window (what is left of it while charging), hours; infinite when it ends beyond the horizon.</summary>
    internal double WindowHours()
    {
        if (NowCharging >= 0.5) return Lasting(1, 0, fromNow: true);
        double start = Math.Min(Lasting(0, 0, fromNow: true), SlotHours * (ChargeForecast.Slots - 1));
        return Lasting(1, start, fromNow: false);
    }

    /// <summary>
    /// Hours from now of the changes to come, as medians: each at the time when it has come with probability one half, counted from the change before.
    /// A change is also never later than the time at which <paramref name="p"/> crosses one half; the chain alone could be later when a tilt has reached
    /// its limit.
    /// </summary>
    internal IEnumerable<double> Switches(double[] p)
    {
        int state = NowCharging >= 0.5 ? 1 : 0;
        double at = Math.Min(Lasting(state, 0, fromNow: true), Turn(p, 0, state));
        while (double.IsFinite(at))
        {
            yield return at;
            state = 1 - state;
            at = Math.Min(at + Lasting(state, at, fromNow: false), Turn(p, at, state));
        }
    }

    // Hours from now at which the other state becomes the likelier one.
    private static double Turn(double[] p, double fromHours, int state)
    {
        for (int k = (int)(fromHours / SlotHours) + 1; k < p.Length; k++)
        {
            double before = InState(p[k - 1]), after = InState(p[k]);
            if (before < 0.5 || after >= 0.5) continue;
            return Math.Max(fromHours, SlotHours * (k - 1 + (before - 0.5) / Math.Max(before - after, 1e-9)));
        }

        return double.PositiveInfinity;

        double InState(double charging) => state == 1 ? charging : 1 - charging;
    }

    /// <summary>Median time that a state lasts from a time on, as it stands now or freshly entered there; infinite beyond the horizon. Within a slot it is left at an even rate.</summary>
    private double Lasting(int state, double fromHours, bool fromNow)
    {
        double stays = 1, lasted = 0;
        for (int k = (int)(fromHours / SlotHours); k < ChargeForecast.Slots; k++)
        {
            double part = lasted == 0 ? k + 1 - fromHours / SlotHours : 1;
            double age = fromNow ? RunAge[state * ChargeForecast.Slots + k] : Age[state * DwellTimeBins.Cells + DwellTimeBins.Cell(lasted)];
            double left = stays * Math.Pow(1 - SwitchingRates.Leave(Rate[state * ChargeForecast.Slots + k] * age), part);
            if (left <= 0.5) return lasted + part * SlotHours * Math.Log(stays / 0.5) / Math.Log(stays / Math.Max(left, 1e-300));
            stays = left;
            lasted += part * SlotHours;
        }

        return double.PositiveInfinity;
    }
}
