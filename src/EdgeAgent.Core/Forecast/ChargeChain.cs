using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The charging chain at one moment, from which it is computed forward in quarter hours: per slot the rate of leaving each state, the
/// correction for age, and the present state with its age. Immutable once built; slot 0 starts at that moment.
/// </summary>
public sealed class ChargeChain
{
    /// <summary>Rate per slot of leaving a state, without age: [state * Slots + slot].</summary>
    internal double[] Rate { get; } = new double[2 * ChargeForecast.Slots];

    /// <summary>Correction of the rate by age cell: [state * DwellTimeBins.Cells + cell].</summary>
    internal double[] Age { get; } = new double[2 * DwellTimeBins.Cells];

    /// <summary>Correction along the present run, per slot: [state * Slots + slot].</summary>
    internal double[] RunAge { get; } = new double[2 * ChargeForecast.Slots];

    /// <summary>Probability that it charges now; 0 or 1 unless unknown.</summary>
    public double NowCharging { get; internal set; }

    /// <summary>Columns of the tables for backward induction: one per age cell, and the present run as the last.</summary>
    internal const int Columns = DwellTimeBins.Cells + 1;

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

    /// <summary>Probability of charging in the next <paramref name="slots"/>; <paramref name="p"/>[0] is now.</summary>
    public void Play(double[] p, int slots)
    {
        var (off, on) = (new double[DwellTimeBins.Cells], new double[DwellTimeBins.Cells]);
        double runOff = 1 - NowCharging, runOn = NowCharging;
        for (int k = 0; k < slots; k++)
        {
            double sum = runOn;
            for (int j = 0; j < DwellTimeBins.Cells; j++) sum += on[j];
            p[k] = sum;
            Exchange(off, on, ref runOff, ref runOn, k);
        }
    }

    /// <summary>
    /// Scales the rates of each slot, one direction up and the other down, so that the chain computed forward gives <paramref name="p"/>. The
    /// planner then plans with the published probabilities. A slot's rates change by a factor of <paramref name="most"/> at most.
    /// </summary>
    public void Tilt(double[] p, double most = Tilting.Most)
    {
        var (off, on) = (new double[DwellTimeBins.Cells], new double[DwellTimeBins.Cells]);
        double runOff = 1 - NowCharging, runOn = NowCharging;
        for (int k = 0; k + 1 < ChargeForecast.Slots; k++)
        {
            double sum = runOn;
            foreach (double m in on) sum += m;
            double toOn = Leaving(off, 0, k, runOff), toOff = Leaving(on, 1, k, runOn), missing = p[k + 1] - sum;
            // toOn * f - toOff / f = missing, solved for f.
            double f = toOn > 1e-9 ? (missing + Math.Sqrt(missing * missing + 4 * toOn * toOff)) / (2 * toOn) : 1;
            f = Math.Clamp(f, 1 / most, most);
            Rate[k] *= f;
            Rate[ChargeForecast.Slots + k] /= f;
            Exchange(off, on, ref runOff, ref runOn, k);
        }
    }

    private double Leaving(double[] mass, int state, int k, double run)
    {
        double rate = Rate[state * ChargeForecast.Slots + k], sum = run * SwitchingRates.Leave(rate * RunAge[state * ChargeForecast.Slots + k]);
        for (int j = 0; j < DwellTimeBins.Cells; j++) sum += mass[j] * SwitchingRates.Leave(rate * Age[state * DwellTimeBins.Cells + j]);
        return sum;
    }

    /// <summary>Moves on by one slot: probability that leaves a state enters the other one with age 0.</summary>
    private void Exchange(double[] off, double[] on, ref double runOff, ref double runOn, int k)
    {
        double leaveOff = Step(off, 0, k), leaveOn = Step(on, 1, k);
        double l = runOff * SwitchingRates.Leave(Rate[k] * RunAge[k]);
        leaveOff += l;
        runOff -= l;
        l = runOn * SwitchingRates.Leave(Rate[ChargeForecast.Slots + k] * RunAge[ChargeForecast.Slots + k]);
        leaveOn += l;
        runOn -= l;
        off[0] += leaveOn;
        on[0] += leaveOff;
    }

    /// <summary>Ages every cell by one slot, and removes and returns the probability that leaves the state.</summary>
    private double Step(double[] mass, int state, int k)
    {
        double rate = Rate[state * ChargeForecast.Slots + k], left = 0, carried = 0;
        int age = state * DwellTimeBins.Cells;
        for (int j = 0; j < DwellTimeBins.Cells; j++)
        {
            double m = mass[j];
            if (m == 0)
            {
                (mass[j], carried) = (carried, 0);
                continue;
            }

            double l = m * SwitchingRates.Leave(rate * Age[age + j]);
            left += l;
            m -= l;
            double move = m * DwellTimeBins.Advance[j];
            mass[j] = m - move + carried;
            carried = move;
        }

        mass[DwellTimeBins.Cells - 1] += carried;
        return left;
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

    private const double SlotHours = ChargeForecast.SlotMinutes / 60.0;
}
