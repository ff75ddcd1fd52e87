using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Soak;

/// <summary>
/// Faulty power, machine and clock: charge windows with noise, stale readings, undervoltage, heat, busy processor, network that comes
/// and goes; a wall clock without trust after boot, set forward and back. Device time only ever goes forward.
/// </summary>
public sealed class RandomDevice(Random random)
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);

    private double _soc = 60;
    private bool _external;
    private long _externalSinceMs;
    private TimeSpan _clockError;
    private bool _trusted = true;
    private OperatingMode? _mode;

    public long DeviceTimeMs { get; private set; } = 1;

    /// <summary>The true time, which only the simulated device knows.</summary>
    public DateTimeOffset True => Begin.AddMilliseconds(DeviceTimeMs);

    public Timestamp Now => new(True + _clockError, DeviceTimeMs, _trusted ? ClockTrust.Ntp : ClockTrust.Unsynced);

    public PowerState Power { get; private set; } = PowerState.Unknown;
    public SystemState System { get; private set; } = SystemState.Unknown;
    public OperatingMode Mode { get; private set; } = OperatingMode.Minimal;
    public long ClockJumps { get; private set; }

    public void Advance(long ms)
    {
        DeviceTimeMs += ms;
        double hours = ms / 3_600_000.0;
        _soc = Math.Clamp(_soc + hours * (_external ? 18 : -7), 0, 100);
    }

    /// <summary>A new sample, as once a minute.</summary>
    public void Sample()
    {
        int hour = True.Hour;
        bool window = hour is >= 19 or < 6 || (hour is 12 or 13);
        if (random.Next(120) == 0 || window != _external && random.Next(20) == 0)
        {
            _external = !_external && (window || random.Next(3) == 0);
            _externalSinceMs = DeviceTimeMs;
        }

        bool settled = DeviceTimeMs - _externalSinceMs >= 120_000;
        bool full = _external && _soc >= 99.9;
        Power = new PowerState
        {
            SocPct = Math.Round(_soc, 2),
            Source = _external ? PowerSource.External : PowerSource.Battery,
            Charging = full ? ChargeStatus.Full : _external ? ChargeStatus.Charging : ChargeStatus.Discharging,
            Quality = random.Next(60) == 0 ? PowerQuality.Stale : PowerQuality.Measured,
            IsPowered = _external && (settled || full),
            IsUndervoltage = random.Next(200) == 0,
        };
        System = new SystemState
        {
            CpuPct = random.Next(12) == 0 ? random.Next(60, 100) : random.Next(0, 30),
            CpuTemperatureC = random.Next(30) == 0 ? random.Next(75, 92) : random.Next(40, 70),
            MemoryUsedPct = random.Next(40) == 0 ? random.Next(75, 95) : 50,
            DiskUsedPct = random.Next(80) == 0 ? random.Next(85, 99) : 40,
            CgroupMemoryPct = random.Next(300) == 0 ? 97 : 30,
            IsIdle = random.Next(3) > 0,
            Network = random.Next(15) == 0 ? NetworkKind.None : random.Next(2) == 0 ? NetworkKind.Any : NetworkKind.Unmetered,
        };
        Mode = OperatingModes.Next(_mode, Power, new ModeSettings());
        _mode = Mode;
        Foresee();
    }

    /// <summary>A forecast that may be right or wrong; a new one every quarter of an hour.</summary>
    public ChargeForecast? Forecast { get; private set; }

    private void Foresee()
    {
        DateTimeOffset utc = Now.Utc;
        DateTimeOffset start = new(utc.Ticks - utc.Ticks % TimeSpan.FromMinutes(ChargeForecast.SlotMinutes).Ticks, TimeSpan.Zero);
        if (Forecast?.StartUtc == start) return;
        double noise = random.NextDouble();
        Forecast = random.Next(10) == 0 ? null : new ChargeForecast
        {
            StartUtc = start,
            PCharging = [.. Enumerable.Range(0, ChargeForecast.Slots).Select(i => Math.Clamp((start.AddMinutes(15 * i).Hour is >= 19 or < 6 ? .8 : .2) + noise * (random.NextDouble() - .5), 0, 1))],
            Windows = [new ChargeWindow(start.AddHours(random.Next(0, 12)), start.AddHours(random.Next(12, 24)))],
            Confidence = random.NextDouble(),
        };
    }

    /// <summary>Sets the clock by minutes, an hour or years; sooner or later it is put right.</summary>
    public void DisturbClock()
    {
        ClockJumps++;
        _clockError = random.Next(5) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromHours(1),
            2 => TimeSpan.FromHours(-1),
            3 => TimeSpan.FromDays(random.Next(-3, 400)),
            _ => TimeSpan.FromMinutes(random.Next(-30, 30)),
        };
        _trusted = true;
    }

    /// <summary>The device has no clock chip: after a boot the wall clock is at a time in the past and is not trusted.</summary>
    public void Boot()
    {
        _trusted = false;
        _clockError = TimeSpan.FromDays(-random.Next(1, 400));
    }

    public void SyncClock() => (_trusted, _clockError) = (true, TimeSpan.Zero);

    public bool IsTrusted => _trusted;
}
