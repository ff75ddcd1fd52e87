using System.Globalization;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Sensors;

namespace EdgeAgent.Loop;

/// <content>Power, mode, and the snapshot that is shown.</content>
internal sealed partial class Agent
{
    private const double LowBatteryPct = 20;
    private const int MostLosses = 5;

    private readonly EnergyMeter _energy;

    private void Sampled(PowerSnapshot snapshot, in Timestamp now)
    {
        _sample = snapshot;
        _awaitsSample = false;
        _rollups.Add(snapshot);
        (_power, _system) = (snapshot.Power, snapshot.System);
        var running = RunningTasks();
        var (battery, external) = (_energy.OnBatteryMwh, _energy.OnExternalMwh);
        _energy.Sample(_power, running, snapshot.At.DeviceTimeMs);
        _counters.EnergyOnBatteryMwh += _energy.OnBatteryMwh - battery;
        _counters.EnergyOnExternalMwh += _energy.OnExternalMwh - external;
        SetMode(OperatingModes.Next(_mode, _power, _parts.Modes), now);
        if (now.IsTrusted) _planner.Tick(now.Utc, _power.IsPowered, _power.HarvestW);
        SetAlert(Alerts.LowBattery, _power.Source == PowerSource.Battery && _power.Quality != PowerQuality.Stale && _power.SocPct < LowBatteryPct);
        SetAlert(Alerts.Undervoltage, _power.IsUndervoltage || _system.IsUndervoltage);
        SetAlert(Alerts.StaleSensor, snapshot.Sensors.Any(s => s.Quality == PowerQuality.Stale));
        SetAlert(Alerts.PowerContradiction, _power.IsContradicted);
        SetAlert(Alerts.CurrentSignReversed, _power.IsCurrentReversed);
        SetAlert(Alerts.ImplausibleSensor, snapshot.Sensors.Any(s => s.IsDoubtful));
        SetAlert(Alerts.ClockUnsynced, !now.IsTrusted);
        SetAlert(Alerts.ForecastNotTrusted, !_planner.TrustsForecast);
        Remember(_system, now);
        _status.Observe(_power, _system, _mode ?? OperatingMode.Minimal, running.Count, now);
        _charge.Observe(_power, _system, now);
        if (_parts.Measured is { } measured) measured(_stamp.On(StateDocument(now), now));
        _scheduleDueMs = now.DeviceTimeMs;
    }

    private List<TaskRecord> RunningTasks() => [.. _book.Unfinished.Values.Where(r => r.Phase == TaskPhase.Running && !_closed.ContainsKey(r.Id))];

    private void SetMode(OperatingMode mode, in Timestamp now)
    {
        if (mode == _mode) return;
        _mode = mode;
        ChooseKeepAlive(now);
    }

    private OperatingMode ModeInForce => OperatingModes.Under(_holds.Ceiling, _mode ?? OperatingMode.Minimal);

    private LimitsPart LimitsPart()
    {
        var limits = OperatingModes.Limits(ModeInForce);
        return new LimitsPart(limits.Batch, limits.Quality, limits.Parallel);
    }

    private void TellLimits()
    {
        var limits = OperatingModes.Limits(ModeInForce);
        if (limits == _limits) return;
        _limits = limits;
        _runs.SetLimits(limits);
    }

    private void SetAlert(string alert, bool isOn)
    {
        if (isOn) _alerts.Add(alert);
        else _alerts.Remove(alert);
    }

    /// <summary>Everything whose change is worth a message at once.</summary>
    private string Marks()
    {
        var q = Queue();
        string failing = _sample is null ? "" : string.Join(',', _sample.Sensors.Where(s => s.IsFailing).Select(s => s.Name));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_power.Source} {_power.Charging} {_power.Quality} {_power.IsPowered} {ModeInForce} {q} {_holds} {string.Join(',', _alerts)} {failing} {NextCharge()}");
    }

    // To the quarter hour: the estimate moves a little with every sample.
    private long NextCharge() => (_charge.Forecast?.NextChargeStart?.ToUnixTimeSeconds() ?? 0) / 900;

    private QueuePart Queue()
    {
        int[] phases = new int[Enum.GetValues<TaskPhase>().Length];
        foreach (var record in _book.Unfinished.Values) phases[(int)record.Phase]++;
        return new QueuePart
        {
            Blocked = phases[(int)TaskPhase.Blocked],
            Scheduled = phases[(int)TaskPhase.Scheduled],
            Waiting = phases[(int)TaskPhase.Waiting],
            Deferred = phases[(int)TaskPhase.Deferred],
            Ready = phases[(int)TaskPhase.Ready],
            Running = phases[(int)TaskPhase.Starting] + phases[(int)TaskPhase.Running] + phases[(int)TaskPhase.Stopping],
            Paused = phases[(int)TaskPhase.Paused],
            Succeeded = _counters.Succeeded,
            Failed = _counters.Failed + _counters.TimedOut,
        };
    }

    private StateDocument StateDocument(Timestamp now) => StateDocument(Report(), now);

    private StateDocument StateDocument(ActivityReport report, Timestamp now) => new()
    {
        Power = PowerPart(),
        System = SystemPart(),
        Sensors = Sensors(now),
        Forecast = ForecastPart(),
        Queue = Queue(),
        Mode = ModeInForce,
        Limit = LimitWord,
        Limits = LimitsPart(),
        Counters = CountersPart(report, now),
        Alerts = [.. _alerts],
        Recommendations = Recommendations(report),
        Held = _holds.Device,
        IntervalS = _status.IntervalS,
        KeepAliveS = _isOnline ? _status.KeepAliveS : null,
    };

    private PowerPart PowerPart() => new()
    {
        SocPct = _power.SocPct,
        VoltageV = _power.VoltageV,
        CurrentA = _power.CurrentA,
        PowerW = _power.PowerW,
        LoadW = _power.LoadW,
        HarvestW = _power.HarvestW,
        TemperatureC = _power.TemperatureC,
        Source = _power.Source,
        Charging = _power.Charging,
        Quality = _power.Quality,
        TimeToEmptyS = _power.TimeToEmpty?.TotalSeconds,
        HealthPct = _power.HealthPct,
        Powered = _power.IsPowered,
        Undervoltage = _power.IsUndervoltage,
    };

    private SystemPart SystemPart() => new()
    {
        CpuPct = _system.CpuPct,
        CpuTemperatureC = _system.CpuTemperatureC,
        MemoryUsedPct = _system.MemoryUsedPct,
        DiskUsedPct = _system.DiskUsedPct,
        Throttled = _system.IsThrottled,
        Undervoltage = _system.IsUndervoltage,
        Idle = _system.IsIdle,
        Network = SystemForPlan().Network,
    };

    private List<SensorPart> Sensors(Timestamp now) => _sample is null ? [] :
    [
        .. _sample.Sensors.Select(s => new SensorPart
        {
            Name = s.Name,
            Quality = s.Quality,
            Fault = s.Fault,
            AgeS = s.LastReading is { } reading ? now.Since(reading.DeviceTimeMs).TotalSeconds : null,
        }),
    ];

    private CountersPart CountersPart(ActivityReport report, in Timestamp now) => new()
    {
        TasksAccepted = _counters.Accepted,
        TasksRejected = _counters.Rejected,
        TasksSucceeded = _counters.Succeeded,
        TasksFailed = _counters.Failed,
        TasksTimedOut = _counters.TimedOut,
        TasksCanceled = _counters.Canceled,
        TasksRemoved = _counters.Removed,
        SuccessRatePct = report.SuccessRatePct,
        MeanRunS = report.MeanRunTime?.TotalSeconds,
        MemoryTrendPctPerDay = report.MemoryTrendPctPerDay,
        Kinds = [.. report.Kinds.Take(MostKinds).Select(k => new KindPart(k.Kind, k.Median.TotalSeconds, k.P90.TotalSeconds, k.EnergyMwh))],
        EnergyOnBatteryMwh = _counters.EnergyOnBatteryMwh,
        EnergyOnExternalMwh = _counters.EnergyOnExternalMwh,
        BytesWrittenToday = _counters.DayBytes,
        Sleeps = _counters.Sleeps,
        SleptS = Math.Round(_parts.SleptS()),
        WakeupsPerHour = _wakeUps.PerHour(now),
        TelemetryDropped = _counters.TelemetryDropped,
        OutboxItems = _outbox.Count,
        OutboxBytes = _outbox.Bytes,
        MemoryBytes = Environment.WorkingSet,
    };

    private List<string> Recommendations(ActivityReport report)
    {
        var all = new List<string>();
        if (_store.Damage is { } damage) all.Add(damage);
        all.AddRange(_store.Losses.Take(MostLosses).Select(l => l.ToString()));
        if (_alerts.Contains(Alerts.StaleSensor)) all.Add("a sensor does not answer: run edgeagent doctor on the device");
        if (_power.IsContradicted)
            all.Add($"external power is reported while the battery drains ({SupplyWords()}): is the adapter too weak, or the current sign reversed? set Power:ShuntReversed");
        if (_power.IsCurrentReversed) all.Add("current sign reversed? charging and discharging change places: set Power:ShuntReversed");
        if (_sample?.Sensors.FirstOrDefault(s => s.IsDoubtful) is { } doubtful) all.Add($"{doubtful.Name} gives numbers that cannot be true: {doubtful.Fault}");
        if (_alerts.Contains(Alerts.ClockUnsynced)) all.Add("the clock is not set: calendar schedules wait; enable time synchronisation or add a clock chip");
        if (_counters.DayBytes > _parts.Options.Telemetry.WriteBudgetBytes) all.Add("more is written to the medium than the daily budget: report progress less often");
        return [.. all, .. report.Recommendations];
    }

    // What each source says about input and flow: the reader sees at once which two disagree.
    private string SupplyWords() => _sample is null ? "" : string.Join(", ", _sample.Sensors.Select(s => s.Parts ?? s.InputWords).Where(words => words.Length > 0));
}
