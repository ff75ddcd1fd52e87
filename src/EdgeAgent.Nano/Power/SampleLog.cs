using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>Readings since the last report, for telemetry and for the habit after a start. When it is full, the oldest is dropped.</summary>
public sealed class SampleLog
{
    public const int Capacity = 24;

    private readonly long[] _ms = new long[Capacity];
    private readonly int[] _milliVolts = new int[Capacity];
    private readonly int[] _milliAmperes = new int[Capacity];
    private readonly int[] _socTenths = new int[Capacity];
    private readonly byte[] _kinds = new byte[Capacity];

    public int Count { get; private set; }

    /// <summary>Samples that were dropped before they were sent.</summary>
    public long Dropped { get; private set; }

    public long MsAt(int index) => _ms[index];

    /// <summary>NaN when not measured; the same for the others.</summary>
    public double VoltsAt(int index) => Back(_milliVolts[index], 1000);

    public double AmperesAt(int index) => Back(_milliAmperes[index], 1000);

    public double SocPctAt(int index) => Back(_socTenths[index], 10);

    public ChargeStatus ChargingAt(int index) => (ChargeStatus)(_kinds[index] & 15);

    public PowerSource SourceAt(int index) => (PowerSource)(_kinds[index] >> 4);

    public void Add(BatteryEstimator battery, long ms)
    {
        if (Count == Capacity) DropOldest();
        _ms[Count] = ms;
        _milliVolts[Count] = Whole(battery.Reading.VoltageV, 1000);
        _milliAmperes[Count] = Whole(battery.Reading.CurrentA, 1000);
        _socTenths[Count] = Whole(battery.SocPct, 10);
        _kinds[Count] = (byte)((int)battery.Charging | ((int)battery.Source << 4));
        Count++;
    }

    public void Clear() => Count = 0;

    public void Save(RecordWriter to)
    {
        to.Long(Dropped);
        to.Byte(Count);
        for (int i = 0; i < Count; i++)
        {
            to.Long(_ms[i]);
            to.Int(_milliVolts[i]);
            to.Int(_milliAmperes[i]);
            to.Int(_socTenths[i]);
            to.Byte(_kinds[i]);
        }
    }

    public void Load(RecordReader from)
    {
        Dropped = from.Long();
        Count = from.Byte();
        for (int i = 0; i < Count; i++)
        {
            _ms[i] = from.Long();
            _milliVolts[i] = from.Int();
            _milliAmperes[i] = from.Int();
            _socTenths[i] = from.Int();
            _kinds[i] = (byte)from.Byte();
        }
    }

    private static int Whole(double value, int scale) => double.IsNaN(value) ? int.MinValue : (int)(value * scale + (value < 0 ? -0.5 : 0.5));

    private static double Back(int value, double scale) => value == int.MinValue ? double.NaN : value / scale; // divisor: 10 or 1000

    private void DropOldest()
    {
        for (int i = 1; i < Count; i++)
        {
            _ms[i - 1] = _ms[i];
            _milliVolts[i - 1] = _milliVolts[i];
            _milliAmperes[i - 1] = _milliAmperes[i];
            _socTenths[i - 1] = _socTenths[i];
            _kinds[i - 1] = _kinds[i];
        }

        Count--;
        Dropped++;
    }
}
