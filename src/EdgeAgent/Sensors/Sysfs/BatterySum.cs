using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>Several batteries as one: charges add up, state of charge weighs by capacity, current by power at the first one's voltage.</summary>
internal struct BatterySum
{
    // A full capacity below this is a placeholder (the kernel's test_power says 100 µAh).
    private const double LeastFullAh = 0.02;

    private int _count;
    private int _absent;
    private double _fullAh;
    private double _ratedAh;
    private double _weightedSoc;
    private double _weight;
    private double _volts = double.NaN;
    private double _celsius = double.NaN;
    private double _watts;
    private int _full;
    private int _charging;
    private int _discharging;
    private int _notCharging;

    public BatterySum()
    {
    }

    public void Add(in SupplyFile supply)
    {
        _count++;
        if (supply.Present == Presence.Absent)
        {
            _absent++;
            return;
        }

        var status = supply.Status;
        double volts = supply.Volts;
        if (double.IsNaN(_volts)) _volts = volts;
        if (!(_celsius >= supply.TemperatureC)) _celsius = supply.TemperatureC; // the hottest
        _watts += volts * supply.Amperes(status, volts);
        var (now, full, rated) = supply.Charge();
        AddCharge(supply.SocPct(now, full), full, rated);
        CountStatus(status);
    }

    public readonly PowerReading Reading()
    {
        if (_count == 0) return new PowerReading();
        if (_absent == _count) return new PowerReading { Battery = Presence.Absent };
        return new PowerReading
        {
            Battery = Presence.Present,
            VoltageV = _volts,
            CurrentA = _watts / _volts,
            SocPct = _weight > 0 ? _weightedSoc / _weight : double.NaN,
            TemperatureC = _celsius,
            FullCapacityMah = _fullAh > LeastFullAh ? 1000 * _fullAh : double.NaN,
            RatedCapacityMah = _ratedAh > LeastFullAh ? 1000 * _ratedAh : double.NaN,
            Status = Status(),
        };
    }

    // One that fills while another rests: the machine charges. All have to be full to be full.
    private readonly ChargeStatus Status()
    {
        if (_charging > 0) return ChargeStatus.Charging;
        if (_discharging > 0) return ChargeStatus.Discharging;
        if (_full > 0 && _full == _count - _absent) return ChargeStatus.Full;
        return _notCharging + _full > 0 ? ChargeStatus.NotCharging : ChargeStatus.Unknown;
    }

    private void CountStatus(ChargeStatus status)
    {
        if (status == ChargeStatus.Charging) _charging++;
        if (status == ChargeStatus.Discharging) _discharging++;
        if (status == ChargeStatus.Full) _full++;
        if (status == ChargeStatus.NotCharging) _notCharging++;
    }

    private void AddCharge(double soc, double full, double rated)
    {
        if (full > 0) _fullAh += full;
        if (rated > 0) _ratedAh += rated;
        if (double.IsNaN(soc)) return;
        double weight = full > 0 ? full : 1;
        _weightedSoc += weight * soc;
        _weight += weight;
    }
}
