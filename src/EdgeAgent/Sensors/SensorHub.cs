using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors;

/// <summary>
/// Samples all sensors and the machine on its own thread, which sleeps until the next sample is due or a sensor wakes it. A failing sensor
/// is read less and less often and does not affect the others.
/// </summary>
/// <remarks><see cref="Wake"/>, <see cref="ForgetCharge"/> and <see cref="Report"/> may be called from any thread; <see cref="Step"/> by one at a time.</remarks>
public sealed partial class SensorHub : IDisposable
{
    // At most ten samples a second, even when a bouncing contact wakes the thread a thousand times a second.
    private static readonly TimeSpan LeastGap = TimeSpan.FromMilliseconds(100);

    private readonly SensorSlot[] _slots;
    private readonly PowerEstimator _estimator;
    private readonly SystemMonitor _machine;
    private readonly SensorHubSettings _settings;
    private readonly Func<Timestamp> _now;
    private readonly Action<PowerSnapshot> _deliver;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly UndervoltageHold _undervoltage;
    private readonly List<SourceReading> _readings = [];

    private Thread? _thread;
    private volatile bool _isStopping;
    private volatile bool _wasWoken;
    private volatile bool _isPackExchanged;
    private double _packSpeed = 1;
    private long _samples;

    // The agent's mode (low byte) and number of running tasks, written by its thread.
    private volatile int _work;

    /// <param name="sensors">The sensors by priority: the first that knows a value wins. <see cref="Start"/> opens them; the hub disposes of them.</param>
    /// <param name="now">Device time; called on the sampling thread.</param>
    /// <param name="deliver">Called on the sampling thread after each pass; must not block.</param>
    public SensorHub(
        IReadOnlyList<IPowerSensor> sensors,
        PowerEstimator estimator,
        SystemMonitor machine,
        SensorHubSettings settings,
        Func<Timestamp> now,
        Action<PowerSnapshot> deliver,
        ILogger<SensorHub> logger)
    {
        _estimator = estimator;
        _machine = machine;
        _settings = settings;
        _now = now;
        _deliver = deliver;
        _logger = logger;
        _undervoltage = new UndervoltageHold(settings.UndervoltageHold);
        _slots = [.. sensors.Select(s => new SensorSlot(s))];
    }

    /// <summary>Opens the sensors and starts the thread. The first snapshot follows at once.</summary>
    public void Start()
    {
        OpenSensors();
        _thread = new Thread(Run) { IsBackground = true, Name = "sensors" };
        _thread.Start();
    }

    /// <summary>Opens the sensors without a thread, for callers that step by themselves.</summary>
    public void OpenSensors()
    {
        foreach (var slot in _slots) Guarded(slot, () => slot.Sensor.Start(Wake));
    }

    /// <summary>Samples at once, also the sensors that are read less often because they failed.</summary>
    public void Wake()
    {
        _wasWoken = true;
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // An interrupt arrived during the shutdown.
        }
    }

    /// <summary>The pack was exchanged: forgets its charge and samples at once.</summary>
    public void ForgetCharge()
    {
        _isPackExchanged = true;
        Wake();
    }

    /// <summary>Speed of an accelerated simulation: hours of the pack per hour of device time.</summary>
    public void SetPackSpeed(double speed) => Volatile.Write(ref _packSpeed, speed);

    /// <summary>Sets the agent's mode and number of running tasks, which determine the time between samples.</summary>
    public void Report(OperatingMode mode, int runningTasks) => _work = (Math.Clamp(runningTasks, 0, 0x7fffff) << 8) | (int)mode;

    /// <summary>Makes one pass: reads the sensors that are due, delivers a snapshot, returns the time until the next pass.</summary>
    public TimeSpan Step()
    {
        var now = _now();
        bool woken = _wasWoken;
        _wasWoken = false;
        _samples++;
        _readings.Clear();
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].IsDue(now, woken) && TryRead(_slots[i], now, out var reading)) _readings.Add(new SourceReading(i, reading));
        }

        var system = _machine.Sample(now);
        if (_isPackExchanged) _estimator.ForgetCharge();
        _isPackExchanged = false;
        _estimator.PackSpeed = Volatile.Read(ref _packSpeed);
        bool isUndervoltage = _undervoltage.Update(system.IsUndervoltage, now);
        var power = _estimator.Update(_readings, now) with { IsUndervoltage = isUndervoltage };
        if (system.IsUndervoltage != isUndervoltage) system = system with { IsUndervoltage = isUndervoltage };
        _deliver(Describe(power, system, now));
        return NextDelay(power, system, now);
    }

    /// <summary>Ends the thread; false when it did not end in time because a transfer blocks in the kernel.</summary>
    public bool Stop(TimeSpan patience)
    {
        _isStopping = true;
        Wake();
        return _thread?.Join(patience) ?? true;
    }

    public void Dispose()
    {
        // When the thread blocks in a driver, its sensors stay open until the process ends, because closing a file during a transfer is unsafe.
        if (!Stop(TimeSpan.FromSeconds(2))) return;
        foreach (var slot in _slots) slot.Sensor.Dispose();
        _machine.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            var delay = TimeSpan.FromSeconds(10);
            try
            {
                delay = Step();
            }
            catch (Exception fault)
            {
                // Sampling must continue when a receiver of snapshots throws.
                LogStepFailed(fault);
            }

            if (_isStopping) return;
            if (_wake.WaitOne(delay) && !_isStopping) _wake.WaitOne(LeastGapOnce());
        }
    }

    // The edge may be the first of a bouncing contact, which settles within some milliseconds.
    private static TimeSpan LeastGapOnce() => LeastGap / 10;

    private TimeSpan NextDelay(PowerState power, SystemState system, in Timestamp now)
    {
        int work = _work;
        var input = new SamplingInput(
            (OperatingMode)(work & 0xff), power, system, _estimator.WantsConfirmation, _estimator.SettleLeft(now), _settings.HasPowerInterrupt, work >> 8);
        return SamplingPolicy.NextDelay(input, _settings.Modes, _settings.Sampling);
    }

    private bool TryRead(SensorSlot slot, in Timestamp now, out PowerReading reading)
    {
        var answer = new PowerReading();
        string? fault = null;
        bool isGood = false;
        var at = now;
        string? thrown = Guarded(slot, () => isGood = slot.Sensor.TryRead(at, out answer, out fault));
        if (isGood && thrown is null)
        {
            if (answer.DeviceTimeMs == 0) reading = answer with { DeviceTimeMs = now.DeviceTimeMs };
            else reading = answer;
            if (slot.Succeeded(reading, fault) is var news && news == SlotNews.Recovered) LogRecovered(slot.Sensor.Name);
            else if (news == SlotNews.Doubt) LogDoubt(slot.Sensor.Name, fault!);
            return true;
        }

        reading = default;
        string text = thrown ?? fault ?? "no reading and no reason given";
        if (slot.Failed(text, now)) LogFault(slot.Sensor.Name, text);
        return false;
    }

    private string? Guarded(SensorSlot slot, Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception fault)
        {
            LogDefect(slot.Sensor.Name, fault);
            return $"{fault.GetType().Name}: {fault.Message}";
        }
    }

    private PowerSnapshot Describe(PowerState power, SystemState system, in Timestamp now)
    {
        var sensors = new SensorStatus[_slots.Length];
        for (int i = 0; i < sensors.Length; i++) sensors[i] = _slots[i].Status(now, _settings.StaleAfter);
        return new PowerSnapshot(power, system, sensors, now, _estimator.Save(), _estimator.RejectedValues, _samples);
    }

    [LoggerMessage(LogLevel.Warning, "sensor {Name} does not answer: {Fault}")]
    private partial void LogFault(string name, string fault);

    [LoggerMessage(LogLevel.Warning, "sensor {Name} reports impossible values: {Fault}")]
    private partial void LogDoubt(string name, string fault);

    [LoggerMessage(LogLevel.Information, "sensor {Name} answers again")]
    private partial void LogRecovered(string name);

    [LoggerMessage(LogLevel.Error, "sensor {Name} failed unexpectedly")]
    private partial void LogDefect(string name, Exception fault);

    [LoggerMessage(LogLevel.Error, "a pass over the sensors failed")]
    private partial void LogStepFailed(Exception fault);
}
