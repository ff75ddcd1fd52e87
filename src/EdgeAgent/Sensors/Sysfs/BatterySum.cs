using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Combines several batteries into one: charges are added, the state of charge is weighted by capacity, currents are added as power. Values that one
/// battery does not report are taken from the others, but a battery that charges or discharges without a reported current makes the sum unknown.
/// </summary>
internal sealed class BatterySum
{
    // A smaller full capacity is a placeholder (the kernel's test_power reports 100 µAh).
    private const double LeastFullAh = 0.02;

    private readonly List<Pack> _packs = [];
    private readonly List<string> _doubts = [];
    private int _absent;

    /// <summary>The present batteries with their status, for messages: <c>BAT0 discharging</c>.</summary>
    public IEnumerable<string> Words => _packs.Select(p => $"{p.Name} {p.Status}");

    /// <summary>Which values were refused and why; null when none was.</summary>
    public string? Doubt => _doubts.Count > 0 ? string.Join("; ", _doubts) : null;

    public bool HasBattery => _packs.Count > 0;

    public void Add(in SupplyFile supply)
    {
        if (supply.Present == Presence.Absent) _absent++;
        else if (supply.UnitDoubt is { } doubt) Refuse(supply, doubt);
        else _packs.Add(Measure(supply));
    }

    public PowerReading Reading()
    {
        if (_packs.Count == 0) return new PowerReading { Battery = _absent > 0 ? Presence.Absent : Presence.Unknown };
        // The voltage is that of the pack with the highest power.
        var shown = _packs.Where(p => !double.IsNaN(p.Volts)).OrderByDescending(p => Math.Abs(p.Watts)).FirstOrDefault(_packs[0]);
        double watts = Watts();
        return new PowerReading
        {
            Battery = Presence.Present,
            VoltageV = shown.Volts,
            CurrentA = watts / shown.Volts,
            SocPct = Soc(),
            TemperatureC = _packs.Select(p => p.Celsius).Where(c => !double.IsNaN(c)).DefaultIfEmpty(double.NaN).Max(), // the hottest
            FullCapacityMah = Capacity(p => p.FullAh),
            RatedCapacityMah = Capacity(p => p.RatedAh),
            Status = Status(watts),
        };
    }

    private void Refuse(in SupplyFile supply, string doubt)
    {
        _doubts.Add($"{supply.Name}: {doubt}");
        _packs.Add(new Pack(supply.Name, supply.Status));
    }

    private Pack Measure(in SupplyFile supply)
    {
        var status = supply.Status;
        double volts = supply.Volts;
        var (now, full, rated) = supply.Charge();
        double soc = supply.SocPct(now, full);
        if (SupplyDoubt.OfCharge(now, full) is { } charge)
        {
            _doubts.Add($"{supply.Name}: {charge}");
            (soc, full, rated) = (double.NaN, double.NaN, double.NaN);
        }
        else if (SupplyDoubt.OfCapacity(full, rated) is { } capacity)
        {
            _doubts.Add($"{supply.Name}: {capacity}");
            (full, rated) = (double.NaN, double.NaN);
        }

        if (supply.IsHeldAtThreshold(status, soc)) status = ChargeStatus.Full;
        return new Pack(supply.Name, status)
        {
            Volts = volts,
            Watts = volts * supply.Amperes(status, volts),
            Soc = soc,
            FullAh = full,
            RatedAh = rated,
            Celsius = supply.TemperatureC,
        };
    }

    // NaN when a pack that charges or discharges does not report its current, because the sum without it would be wrong.
    private double Watts()
    {
        bool isIncomplete = _packs.Any(p => double.IsNaN(p.Watts) && p.Status is ChargeStatus.Charging or ChargeStatus.Discharging);
        var known = _packs.Where(p => !double.IsNaN(p.Watts)).ToList();
        if (isIncomplete || known.Count == 0) return double.NaN;
        return known.Sum(p => p.Watts);
    }

    // A pack without a reported capacity has the average weight of the others.
    private double Soc()
    {
        var known = _packs.Where(p => !double.IsNaN(p.Soc)).ToList();
        double usual = known.Where(p => p.FullAh > 0).Select(p => p.FullAh).DefaultIfEmpty(1).Average();
        double weight = known.Sum(p => Weight(p.FullAh));
        if (weight > 0) return known.Sum(p => p.Soc * Weight(p.FullAh)) / weight;
        return double.NaN;

        double Weight(double fullAh)
        {
            if (fullAh > 0) return fullAh;
            return usual;
        }
    }

    // NaN when a pack does not report its capacity.
    private double Capacity(Func<Pack, double> ampereHours)
    {
        double sum = _packs.Sum(p => ampereHours(p) > 0 ? ampereHours(p) : double.NaN);
        if (sum > LeastFullAh) return 1000 * sum;
        return double.NaN;
    }

    // One charging pack is enough for "charging"; "full" needs all packs. When one charges and another discharges, the total power decides.
    private ChargeStatus Status(double watts)
    {
        bool charges = Any(ChargeStatus.Charging), drains = Any(ChargeStatus.Discharging);
        if (charges && drains && !(watts > 0)) return ChargeStatus.Discharging;
        if (charges) return ChargeStatus.Charging;
        if (drains) return ChargeStatus.Discharging;
        if (_packs.All(p => p.Status == ChargeStatus.Full)) return ChargeStatus.Full;
        if (Any(ChargeStatus.NotCharging) || Any(ChargeStatus.Full)) return ChargeStatus.NotCharging;
        return ChargeStatus.Unknown;
    }

    private bool Any(ChargeStatus status) => _packs.Exists(p => p.Status == status);

    /// <summary>A present battery; NaN for values that are not reported or not believed.</summary>
    private sealed record Pack(string Name, ChargeStatus Status)
    {
        public double Volts { get; init; } = double.NaN;
        public double Watts { get; init; } = double.NaN;
        public double Soc { get; init; } = double.NaN;
        public double FullAh { get; init; } = double.NaN;
        public double RatedAh { get; init; } = double.NaN;
        public double Celsius { get; init; } = double.NaN;
    }
}
