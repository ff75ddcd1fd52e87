using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Simulated;

/// <summary>
/// A simulated board: a physical model, and models of the registers of an INA219 in the battery's and the load's wire, a MAX17048 and a GPIO line. The drivers of
/// the real chips read them. Each access advances the model by elapsed time x speed. Thread-safe.
/// </summary>
public sealed class SimulatedBoard
{
    private const double ShuntOhms = 0.02;
    private const int BatteryMonitor = 0x40;
    private const int LoadMonitor = 0x41;
    private const int PanelMonitor = 0x44;
    private const double BoardVolts = 5.1;
    private const double PanelVolts = 6;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly SimulatedOptions _options;
    private readonly PackSpec _pack;
    private readonly SimulatedWorld _world;
    private readonly TimeSpan _startOfDay;
    private long _last;
    private double _speed;
    private volatile SimulatedFault _fault;

    public SimulatedBoard(SimulatedOptions options, PackSpec pack, TimeProvider time)
    {
        (_options, _pack, _time) = (options, pack, time);
        _speed = options.Speed;
        _startOfDay = options.StartAt ?? time.GetUtcNow().TimeOfDay;
        _world = new SimulatedWorld(options, pack, _startOfDay);
        _last = time.GetTimestamp();
        _world.Advance(1); // So that currents already flow at the first access.
    }

    /// <summary>External power came (true) or went (false). Raised outside the lock, on the thread that advanced the model.</summary>
    public event Action<bool>? InputChanged;

    /// <summary>The pack was exchanged.</summary>
    public event Action? PackExchanged;

    /// <summary>The speed changed; simulated seconds per second.</summary>
    public event Action<double>? SpeedChanged;

    public SimulatedFault Fault => _fault;

    /// <summary>Changes the simulated world. Returns null, or what is wrong with the request; then nothing is changed.</summary>
    public string? Control(SimulatedControl wish)
    {
        if (Check(wish) is { } fault) return fault;
        Measure(world =>
        {
            if (wish.ExternalPower is { } power) world.ForcedInput = power switch { "on" => true, "off" => false, _ => null };
            if (wish.SocPct is { } soc) world.Pack.Exchange(soc / 100);
            if (wish.TemperatureC is { } celsius) world.ForcedCelsius = double.IsNaN(celsius) ? null : celsius;
            if (wish.Speed is { } speed) _speed = speed;
            return 0;
        });
        if (wish.Fault is { } word && WireNames.TryParse(word, out SimulatedFault parsed)) _fault = parsed;
        Measure(world => 0, leastSeconds: 0.001);
        if (wish.Speed is { } changed) SpeedChanged?.Invoke(changed);
        if (wish.SocPct is not null) PackExchanged?.Invoke();
        return null;
    }

    /// <summary>Sets the load of running tasks.</summary>
    /// <param name="taskWatts">Power of all tasks together, W; NaN: the configured power for each task.</param>
    public void Work(int runningTasks, double taskWatts = double.NaN) =>
        Measure(world => world.TaskLoadW = double.IsNaN(taskWatts) ? runningTasks * _options.TaskW : taskWatts);

    /// <summary>Sets whether the board is suspended, which changes its load.</summary>
    public void Suspend(bool isSuspended) => Measure(world => world.IsSuspended = isSuspended);

    public SimulatedView View() => Measure(w => new SimulatedView(
        100 * w.Pack.Soc, w.Pack.Volts, w.Pack.Amperes, w.Pack.Celsius, w.HasInput, w.InputW, w.LoadW, w.TimeOfDay, _speed, WireNames.Lower(_fault)));

    /// <summary>Samples of the configured days before <paramref name="utc"/>, one every five minutes; null when none are configured.</summary>
    public IEnumerable<ChargeSample>? Past(DateTimeOffset utc)
    {
        if (_options.PastDays == 0) return null;
        return Past(utc.ToUnixTimeSeconds() / 60);
    }

    private IEnumerable<ChargeSample> Past(long untilMin)
    {
        const int stepMin = 5;
        // Whole days, so that the last one ends at the time of day at which the board starts.
        var world = new SimulatedWorld(_options, _pack, _startOfDay);
        for (long at = untilMin - (_options.PastDays * 1440); at < untilMin; at += stepMin)
        {
            double harvest = _options.Pattern == SupplyPattern.Solar ? world.InputW : double.NaN;
            yield return new ChargeSample(at, world.HasInput, harvest, IsIdle: null, 100 * world.Pack.Soc);
            world.Advance(stepMin * 60);
        }
    }

    /// <summary>The sensors of this board: real drivers on simulated buses.</summary>
    public IReadOnlyList<IPowerSensor> CreateSensors()
    {
        var preset = Preset();
        var hardware = new SimulatedHardware(this, Chips());
        return [.. BoardRegistry.Sensors(preset, SimulatedHardware.BusId, hardware).Select(s => new Redated(this, s)), new Thermistor(this)];
    }

    /// <summary>Advances the model to the present and evaluates <paramref name="look"/> under the lock.</summary>
    internal T Measure<T>(Func<SimulatedWorld, T> look, double leastSeconds = 0)
    {
        bool before, after;
        T seen;
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            double seconds = Math.Max(leastSeconds, _time.GetElapsedTime(_last, now).TotalSeconds * _speed);
            _last = now;
            before = _world.HasInput;
            if (seconds > 0) _world.Advance(seconds);
            after = _world.HasInput;
            seen = look(_world);
        }

        if (before != after) InputChanged?.Invoke(after);
        return seen;
    }

    private bool HasGauge => _pack.Cells <= 2 && _pack.Chemistry is Chemistry.LiPo or Chemistry.LiIon;

    private IEnumerable<ChipSpec> Gauges()
    {
        if (HasGauge) yield return new ChipSpec(_pack.Cells == 2 ? "max17049" : "max17048", Max1704x.DefaultAddress);
    }

    private BoardPreset Preset() => new("simulated", "simulated board", _pack.Chemistry, _pack.Cells, _pack.CapacityMah)
    {
        Chips =
        [
            new("ina219", BatteryMonitor) { Shunt = new ShuntMounting(ShuntOhms) },
            .. Gauges(),
            new("ina219", LoadMonitor) { Shunt = new ShuntMounting(ShuntOhms, Rail.Load) },
            .. _options.Pattern == SupplyPattern.Solar
                ? [new ChipSpec("ina219", PanelMonitor) { Shunt = new ShuntMounting(ShuntOhms, Rail.Harvest) }] : Array.Empty<ChipSpec>(),
        ],
        Lines = [new(SimulatedHardware.ExternalPowerLine, LineMeaning.ExternalPower)],
    };

    private List<SimulatedChip> Chips() =>
    [
        new SimulatedIna219(this, BatteryMonitor, ShuntOhms, w => (w.Pack.Volts, w.Pack.Amperes)),
        new SimulatedIna219(this, LoadMonitor, ShuntOhms, w => (BoardVolts, w.LoadW / BoardVolts)),
        new SimulatedIna219(this, PanelMonitor, ShuntOhms, w => (PanelVolts, w.InputW / PanelVolts)),
        new SimulatedMax17048(this, _pack.Cells, _pack.CapacityAh),
    ];

    private static string? Check(SimulatedControl wish)
    {
        if (wish.ExternalPower is not (null or "on" or "off" or "auto")) return $"external_power: '{wish.ExternalPower}': allowed on, off, auto";
        if (wish.SocPct is not (null or (>= 0 and <= 100))) return "soc_pct: allowed 0 to 100";
        if (wish.TemperatureC is not (null or double.NaN or (>= -40 and <= 90))) return "temperature_c: allowed -40 to 90";
        if (wish.Speed is not (null or (>= 0.001 and <= 100_000))) return "speed: allowed 0.001 to 100000";
        if (wish.Fault is { } word && !WireNames.TryParse(word, out SimulatedFault _))
        {
            return $"fault: '{word}': allowed {WireNames.AllLower<SimulatedFault>()}";
        }

        return null;
    }

    /// <summary>With the fault "stale", gives readings a time of one hour ago.</summary>
    private sealed class Redated(SimulatedBoard board, IPowerSensor inner) : IPowerSensor
    {
        public string Name => inner.Name;

        public void Start(Action wake) => inner.Start(wake);

        public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
        {
            if (!inner.TryRead(now, out reading, out fault)) return false;
            if (board.Fault == SimulatedFault.Stale) reading = reading with { DeviceTimeMs = Math.Max(1, now.DeviceTimeMs - 3_600_000) };
            return true;
        }

        public void Dispose() => inner.Dispose();
    }

    /// <summary>Measures the pack's temperature, in place of a 1-Wire or kernel sensor.</summary>
    private sealed class Thermistor(SimulatedBoard board) : IPowerSensor
    {
        public string Name => "thermistor";

        public void Start(Action wake)
        {
        }

        public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
        {
            fault = null;
            reading = new PowerReading { DeviceTimeMs = now.DeviceTimeMs, TemperatureC = board.Measure(w => w.Pack.Celsius) };
            return true;
        }

        public void Dispose()
        {
        }
    }
}
